import { beforeAll, describe, expect, test, vi } from 'vitest';
import { Api, expectProblem, type Json, payment } from './api';
import { doors, newMerchant } from './doors';
import { PRIVATE_PAGES } from './pages';
import { newPerson, SignedIn, signIn } from './signed-in';

/** Where an id stands, one of nothing. */
const PAGES = PRIVATE_PAGES.map((page) => page.replaceAll(/\[[^\]]*\]/g, 'nothing'));
const PREFETCH = { rsc: '1', 'next-router-prefetch': '1' };
/** The ways that Next itself asks for a page, and those that have leaked elsewhere. */
const WAYS: readonly [name: string, suffix: string, headers: Record<string, string>][] = [
  ['as a document', '', {}],
  ['as RSC', '', { rsc: '1' }],
  ['as RSC with the parameter that Next then leads to', '?_rsc', { rsc: '1' }],
  ['as ?_rsc=', '?_rsc=1a2b3', {}],
  ['as RSC and ?_rsc=', '?_rsc=1a2b3', { rsc: '1' }],
  ['as .rsc', '.rsc', {}],
  ['as .rsc and RSC', '.rsc', { rsc: '1' }],
  ['as a prefetch', '', PREFETCH],
  ['as a segment', '', { ...PREFETCH, 'next-router-segment-prefetch': '/_tree' }],
  ['as a page segment', '', { ...PREFETCH, 'next-router-segment-prefetch': '/__PAGE__' }],
  ['as a part', '', { rsc: '1', 'next-router-state-tree': encodeURIComponent('["",{}]') }],
  ['as middleware’s own', '', { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' }],
];

describe.each(doors)('$name: without a session', (door) => {
  /** What only who is signed in may see. */
  let secrets: string[];
  let forged: string;
  beforeAll(async () => {
    const merchant = await newMerchant(door);
    const customer = `cus_gate_${process.pid}`;
    const paid = await merchant.api.pay(payment({ customer_reference: customer }));
    const administrator = await signIn(door);
    const person = await newPerson(administrator, door, {
      role: 'viewer',
      merchants: [merchant.id],
    });
    secrets = [merchant.id, paid.json.id, customer, person.email, 'admin@onceover.local'];
    forged = administrator.cookies.replace(/onceover_session=./, 'onceover_session=~');
    // The pages do show such things to who is signed in: the search below can find something.
    const me = await signIn(door, person);
    await vi.waitFor(
      async () => {
        const own = await me.get('~/');
        expect([
          own.status,
          ...[person.email, paid.json.id].filter((text) => !own.text.includes(text)),
        ]).toEqual([200]);
      },
      { timeout: 30_000, interval: 500 },
    );
  });

  test('there are pages to look at', () => {
    expect(PAGES).toEqual(expect.arrayContaining(['/', '/settings', '/settings/people']));
  });

  test.each(WAYS)('no page tells anything %s', async (_, suffix, headers) => {
    for (const page of PAGES) {
      const path = `~${suffix.startsWith('.') && page === '/' ? '/index' : page}${suffix}`;
      for (const cookie of [undefined, forged]) {
        const nobody = new Api(door.url, undefined);
        const reply = await nobody.get(path, { ...headers, ...(cookie && { cookie }) });
        expect([200, 307, 404], `${path}: ${reply.status}`).toContain(reply.status);
        expect(
          secrets.filter((secret) => reply.text.includes(secret)),
          path,
        ).toEqual([]);
        if (suffix === '' && Object.keys(headers).length === 0) {
          const next = page === '/' ? '' : `?next=${encodeURIComponent(page)}`;
          expect([reply.status, reply.headers.location]).toEqual([307, `/sign-in${next}`]);
          expect(reply.headers['cache-control']).toMatch(/no-store/);
        }
      }
    }
  });

  test('no route of the API answers', async () => {
    const described = await new Api(door.url, undefined).get('/openapi.json');
    const paths = described.json.paths as Record<string, Record<string, Json>>;
    for (const [path, methods] of Object.entries(paths)) {
      if (!path.startsWith('/api/v1/') || path.endsWith('openapi.json')) continue;
      for (const method of Object.keys(methods)) {
        const visitor = new SignedIn(door, forged);
        const message = { method: method.toUpperCase(), ...(method !== 'get' && { body: {} }) };
        expectProblem(await visitor.send(path, message), 'unauthenticated');
        expectProblem(await new Api(door.url, undefined).send(path, message), 'unauthenticated');
      }
    }
  });
});

describe.each(doors)('$name: every page', (door) => {
  test('has a policy with a nonce of its own, and may stand in no frame', async () => {
    const me = await signIn(door);
    const nonces = new Set<string>();
    for (const path of ['/sign-in', '/', '/', '/settings', '/problems', '/nowhere']) {
      const { headers, text } = await me.at(door).get(`~${path}`);
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/frame-ancestors 'none'/);
      expect(policy).toMatch(/object-src 'none'/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('same-origin');
      const nonce = /script-src [^;]*'nonce-([^']+)' 'strict-dynamic'/.exec(policy)?.[1] ?? '';
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      expect(nonce).not.toBe('');
      expect(nonces).not.toContain(nonce);
      nonces.add(nonce);
      const scripts = [...text.matchAll(/<script(?=[\s>])[^>]*>/g)].map(([tag]) => tag);
      for (const tag of scripts) expect(tag, path).toContain(`nonce="${nonce}"`);
    }
    const docs = await me.get('~/docs');
    expect(docs.headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
  });

  test('leads back after sign-in, to pages of ours only', async () => {
    const me = await signIn(door);
    for (const [next, location] of [
      ['/settings/people?merchant=mer_1', '/settings/people?merchant=mer_1'],
      ['https://evil.example', '/'],
      ['//evil.example', '/'],
      ['/\\evil.example', '/'],
      ['/api/v1/payments', '/'],
      ['javascript:alert(1)', '/'],
    ]) {
      const reply = await me.get(`~/sign-in?next=${encodeURIComponent(String(next))}`);
      expect([reply.status, reply.headers.location], next).toEqual([307, location]);
    }
  });
});
