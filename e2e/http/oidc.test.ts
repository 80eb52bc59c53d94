import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../app-process';
import { Api, expectProblem, type Reply } from './api';
import { doors, fromNewAddress, newMerchant } from './doors';
import { type Claims, Issuer, visitIssuer } from './issuer';
import { type OwnInstance, startInstance } from './own-instance';
import { eventsOf, SYSTEM_STREAM, systemEventsOf } from './remains';
import { cookiesOf, newPerson, SignedIn, signIn } from './signed-in';

const START = '/api/auth/oidc/start';
const CALLBACK = '/api/auth/oidc/callback';
const CLIENT = { id: 'onceover', secret: 'a client secret of the test' };
const [, door] = doors;
if (!door) throw new Error('no door');

let issuer: Issuer;
let instance: OwnInstance;
let merchant: string;
let administrator: SignedIn;
let people = 0;

beforeAll(async () => {
  merchant = (await newMerchant(door)).id;
  // The public URL decides the way back; nothing needs to listen there.
  const publicUrl = `http://localhost:${await freePort()}`;
  issuer = await Issuer.start({ ...CLIENT, redirectUri: publicUrl + CALLBACK });
  instance = await startInstance(door, {
    ONCEOVER_PUBLIC_URL: publicUrl,
    ONCEOVER_TRUSTED_PROXIES: '1',
    ONCEOVER_OIDC_ISSUER: issuer.url,
    ONCEOVER_OIDC_CLIENT_ID: CLIENT.id,
    ONCEOVER_OIDC_CLIENT_SECRET: CLIENT.secret,
    ONCEOVER_OIDC_NAME: 'Acme <ID>',
    ONCEOVER_OIDC_ROLES: `ops=admin; cn=audit,dc=acme=auditor@${merchant}; staff=viewer`,
  });
  administrator = await signIn(door);
});
afterAll(async () => {
  await instance?.end();
  await issuer?.stop();
});

/** Somebody whom the issuer knows. */
function known(claims: Claims = {}): { readonly sub: string; readonly email: string } {
  people += 1;
  const sub = `sub-${process.pid}-${people}`;
  const email = `${sub}@acme.example`;
  issuer.people.set(sub, { email, email_verified: true, name: `Person ${people}`, ...claims });
  return { sub, email };
}

const nobody = () => new Api(instance.url, undefined);

async function begin(query = ''): Promise<{ readonly url: string; readonly cookie: string }> {
  const reply = await nobody().get(`${START}${query}`, fromNewAddress());
  expect(reply.status, reply.text).toBe(302);
  return { url: String(reply.headers.location), cookie: cookiesOf(reply) };
}

async function comeBack(address: URL, cookie: string): Promise<Reply> {
  return await nobody().get(`${CALLBACK}${address.search}`, { cookie, ...fromNewAddress() });
}

async function enter(sub: string, query = ''): Promise<Reply> {
  const { url, cookie } = await begin(query);
  return await comeBack(await visitIssuer(url, issuer, sub), cookie);
}

function signedIn(reply: Reply): SignedIn {
  expect([reply.status, reply.headers.location], reply.text).toEqual([302, '/']);
  return new SignedIn(instance, cookiesOf(reply));
}

function expectRefused(reply: Reply, why: 'failed' | 'no-role'): void {
  expect([reply.status, reply.headers.location]).toEqual([302, `/sign-in?sso=${why}`]);
  expect((reply.headers['set-cookie'] ?? []).join()).not.toContain('onceover_session=');
}

describe('single sign-on', () => {
  test('is offered where it is configured, by its name as text, and only there', async () => {
    const page = await nobody().get('~/sign-in');
    expect(page.text).toContain('Acme &lt;ID&gt;');
    expect(page.text).toContain(START);
    const without = new Api(door.url, undefined);
    expect((await without.get('~/sign-in')).text).not.toContain(START);
    expectProblem(await without.get(START), 'not-found');
    expectProblem(await without.get(CALLBACK), 'not-found');
    expectProblem(await nobody().post(START, {}), 'method-not-allowed');
  });

  test('sends along state, nonce and a PKCE challenge, each time others', async () => {
    const [one, two] = [await begin(), await begin()];
    for (const name of ['state', 'nonce', 'code_challenge']) {
      const [first, second] = [one, two].map(({ url }) => new URL(url).searchParams.get(name));
      expect(first).toBeTruthy();
      expect(first).not.toBe(second);
    }
    expect(new URL(one.url).searchParams.get('code_challenge_method')).toBe('S256');
  });

  test('makes a person with the role of their groups, at the merchants they are for', async () => {
    const { sub, email } = known({ groups: ['cn=audit,dc=acme', 'unknown'] });
    const me = signedIn(await enter(sub));
    expect((await me.get(`/payments?merchant=${merchant}`)).status).toBe(200);
    const other = (await newMerchant(door)).id;
    expectProblem(await me.get(`/payments?merchant=${other}`), 'forbidden');
    const { data } = (await administrator.get('/people?limit=200')).json;
    expect(data.find((each) => each.email === email)).toMatchObject({
      name: expect.stringMatching(/^Person/),
      grants: [{ role: 'auditor', merchant_id: merchant }],
    });
  });

  test('follows the groups: another role at the next sign-in, and none without a group', async () => {
    const { sub, email } = known({ groups: ['staff'] });
    const first = signedIn(await enter(sub));
    expectProblem(await first.get('/people'), 'forbidden');
    issuer.people.set(sub, { email, email_verified: true, groups: ['staff', 'ops'] });
    const second = signedIn(await enter(sub));
    expect((await second.get('/people')).status).toBe(200);
    issuer.people.set(sub, { email, email_verified: true, groups: ['gone'] });
    expectRefused(await enter(sub), 'no-role');
    // What was begun with the groups of before is over at once.
    expectProblem(await second.get('/people'), 'unauthenticated');
  });

  test('leaves a role that was given here', async () => {
    const { sub, email } = known({ groups: ['staff'] });
    signedIn(await enter(sub));
    const { data } = (await administrator.get('/people?limit=200')).json;
    const { id = '' } = data.find((each) => each.email === email) ?? {};
    const body = { role: 'engineer', reason: 'a test' };
    await administrator.send(`/people/${id}/role`, { method: 'PUT', body });
    issuer.people.set(sub, { email, email_verified: true, groups: ['ops'] });
    const me = signedIn(await enter(sub));
    expectProblem(await me.get('/people'), 'forbidden');
  });

  test('knows somebody who was invited by a verified address, and by no other', async () => {
    const invited = await newPerson(administrator, door, { role: 'engineer' });
    const unverified = known({ email: invited.email, email_verified: false, groups: ['ops'] });
    expectRefused(await enter(unverified.sub), 'no-role');
    const verified = known({ email: invited.email.toUpperCase(), groups: ['ops'] });
    const me = signedIn(await enter(verified.sub));
    expectProblem(await me.get('/people'), 'forbidden');
    expect((await me.get('~/settings/account')).text).toContain(invited.email);
    // From now on the account counts, whatever becomes of the address.
    issuer.people.set(verified.sub, { email: 'else@acme.example', groups: [] });
    const again = signedIn(await enter(verified.sub));
    expect((await again.get('~/settings/account')).text).toContain(invited.email);
  });

  test('lets nobody in who is disabled', async () => {
    const { sub, email } = known({ groups: ['ops'] });
    const me = signedIn(await enter(sub));
    const { data } = (await administrator.get('/people?limit=200')).json;
    const { id = '' } = data.find((each) => each.email === email) ?? {};
    await administrator.post(`/people/${id}/disable`, { reason: 'a test' });
    expectProblem(await me.get('/payments'), 'unauthenticated');
    expectRefused(await enter(sub), 'no-role');
  });

  test('leads back to a page of ours, and nowhere else', async () => {
    const { sub } = known({ groups: ['staff'] });
    for (const [next, location] of [
      ['/keys?state=expired', '/keys?state=expired'],
      ['https://evil.example', '/'],
      ['//evil.example', '/'],
    ]) {
      const reply = await enter(sub, `?next=${encodeURIComponent(String(next))}`);
      expect(reply.headers.location, next).toBe(location);
    }
  });

  test('is nobody’s whom the issuer refused', async () => {
    expectRefused(await enter('somebody unknown'), 'failed');
  });

  test('works only in the browser that began it, and once', async () => {
    const { sub } = known({ groups: ['staff'] });
    const { url, cookie } = await begin();
    const address = await visitIssuer(url, issuer, sub);
    expectRefused(await comeBack(address, ''), 'failed');
    expectRefused(await comeBack(address, (await begin()).cookie), 'failed');
    const forged = cookie.replace(/=./, (start) => (start === '=a' ? '=b' : '=a'));
    expectRefused(await comeBack(address, forged), 'failed');
    const altered = new URL(address);
    altered.searchParams.set('state', 'another');
    expectRefused(await comeBack(altered, cookie), 'failed');
    const foreign = new URL(address);
    foreign.searchParams.set('iss', 'https://evil.example');
    expectRefused(await comeBack(foreign, cookie), 'failed');
    signedIn(await comeBack(address, cookie));
    expectRefused(await comeBack(address, cookie), 'failed');
  });

  test('is logged: who was made and came in, and that somebody was refused', async () => {
    const { sub, email } = known({ groups: ['staff'] });
    signedIn(await enter(sub));
    const refused = await comeBack(new URL(instance.url), '');
    const events = (await systemEventsOf(SYSTEM_STREAM)).map(({ record }) => record);
    expect(events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'person.created', actor: 'single sign-on' }),
        expect.objectContaining({
          action: 'person.signed_in',
          actor: email,
          actor_role: 'viewer',
          reason: 'single sign-on',
        }),
      ]),
    );
    expect(await eventsOf(refused.requestId)).toMatchObject([
      { record: { action: 'person.sign_in_refused', reason: 'single sign-on: failed' } },
    ]);
  });
});
