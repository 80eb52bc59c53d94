import type { OutgoingHttpHeaders } from 'node:http';
import { Api, type Message, type Reply } from './api';
import { type Door, fromNewAddress } from './doors';

const ADMINISTRATOR = { email: 'admin@onceover.local', password: 'e2e-tests-password' };
const REASON = 'a test';

/** A person who is signed in, by a door that may be changed: sessions hold at every one. */
export class SignedIn {
  readonly cookies: string;
  readonly #api: Api;

  constructor(door: Door, cookies: string) {
    this.cookies = cookies;
    this.#api = new Api(door.url, undefined);
  }

  send(path: string, { headers, ...message }: Message = {}): Promise<Reply> {
    return this.#api.send(path, { ...message, headers: { cookie: this.cookies, ...headers } });
  }

  get(path: string, headers: OutgoingHttpHeaders = {}): Promise<Reply> {
    return this.send(path, { headers });
  }

  post(path: string, body: object, headers: OutgoingHttpHeaders = {}): Promise<Reply> {
    return this.send(path, { method: 'POST', body, headers });
  }

  at(door: Door): SignedIn {
    return new SignedIn(door, this.cookies);
  }
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Sends what the sign-in page sends, from an address of its own unless told another. */
export function trySignIn(
  door: Door,
  { email, password }: Credentials,
  headers: OutgoingHttpHeaders = fromNewAddress(),
): Promise<Reply> {
  const nobody = new Api(door.url, undefined);
  return nobody.post('/api/auth/sign-in/email', { email, password }, headers);
}

export async function signIn(
  door: Door,
  credentials: Credentials = ADMINISTRATOR,
): Promise<SignedIn> {
  const reply = await trySignIn(door, credentials);
  if (reply.status !== 200) throw new Error(`not signed in: ${reply.status} ${reply.text}`);
  return new SignedIn(door, cookiesOf(reply));
}

/** As a browser sends back what it was given. */
export function cookiesOf({ headers }: Reply): string {
  return (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
}

let people = 0;

export interface NewPerson extends Credentials {
  readonly id: string;
}

/** Somebody invited by the administrator, with a password chosen by the link. */
export async function newPerson(
  administrator: SignedIn,
  door: Door,
  grant: { readonly role: string; readonly merchants?: readonly string[] },
): Promise<NewPerson> {
  people += 1;
  const email = `person-${process.pid}-${people}@example.com`;
  const password = `password of ${email}`;
  const made = await administrator.post('/people', { email, ...grant, reason: REASON });
  if (made.status !== 201) throw new Error(`no person: ${made.status} ${made.text}`);
  const token = String(made.json.invitation).split('#invitation=')[1];
  const accepted = await new Api(door.url, undefined).post('/api/auth/accept-invitation', {
    token,
    password,
  });
  if (accepted.status !== 200) throw new Error(`no password: ${accepted.text}`);
  return { id: made.json.id, email, password };
}
