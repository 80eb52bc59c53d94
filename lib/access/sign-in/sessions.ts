import type { Pool, PrismaClient } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { publicId, uuidOf } from '@/lib/http/uuid';
import { recordPersonEvent } from '../people/record-person-event';
import type { Person } from '../person';
import { personActor } from '../person-principal';
import { type Authentication, createAuthentication } from './authentication';
import {
  type CookieRules,
  cookieOf,
  cookieRules,
  cookieSecret,
  SESSION_MAX_SECONDS,
  sessionCookie,
  signedValue,
} from './session-cookie';
import {
  deleteSession,
  findCredential,
  findSession,
  findSigner,
  listPersonMerchants,
  recordSignIn,
} from './store';
import { Turns } from './turns';

const IDLE_SECONDS = 30 * 60;
/** Hashing takes a thread of four; what waits is a burst of people, or an attack. */
const HASHING = { running: 2, waiting: 50 };

/** Of the right form and nobody's: checked where there is no other. */
const NOBODYS_PASSWORD = `${'0'.repeat(32)}:${'0'.repeat(128)}`;

/** Of no merchant: for what is not an id at all. */
const NO_MERCHANT = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Someone signed in, and the merchant that they look at: undefined where they may not see it. */
export interface Visit {
  readonly person: Person;
  readonly merchantId: string | undefined;
}

interface SessionsOptions {
  readonly workPool: Pool;
  readonly prisma: PrismaClient;
  readonly publicUrl: string;
  /** ONCEOVER_SECRET. */
  readonly secret: string;
}

/** Where a session is to be. */
export interface Browser {
  readonly ip: string;
  readonly userAgent: string | undefined;
  /** The `Cookie` header. */
  readonly cookies: string | undefined;
}

/** How somebody proved who they are. */
export type SignInWay = 'password' | 'passkey' | 'single sign-on' | 'new password';

/** The sessions of people: who sent a cookie, and how one is made and ended. */
export class Sessions {
  readonly cookies: CookieRules;
  readonly secret: string;
  readonly #authentication: Authentication;
  readonly turns = new Turns(HASHING);
  readonly #pool: Pool;

  constructor({ workPool, prisma, publicUrl, secret }: SessionsOptions) {
    this.#pool = workPool;
    this.cookies = cookieRules(publicUrl);
    this.secret = cookieSecret(secret);
    this.#authentication = createAuthentication({
      prisma,
      publicUrl,
      secret: this.secret,
      cookies: this.cookies,
      maySignIn: async (personId) => (await findSigner(workPool, personId)) !== undefined,
    });
  }

  /**
   * Who sent this `Cookie` header, asked of the database each time: a session that is ended is ended
   * everywhere at once. `merchant` is a public id; without one the first that the person may see is
   * looked at. Throws DatabaseError.
   */
  async find(cookies: string | undefined, merchant?: string): Promise<Visit | undefined> {
    const token = this.tokenOf(cookies);
    if (token === undefined) return undefined;
    const limits = { idleSeconds: IDLE_SECONDS, maxSeconds: SESSION_MAX_SECONDS };
    const merchantId =
      merchant === undefined ? undefined : (uuidOf('mer', merchant) ?? NO_MERCHANT);
    const row = await findSession(this.#pool, token, limits, merchantId);
    if (!row) return undefined;
    const { person_id: personId, session_id: sessionId, email, name, grants } = row;
    return {
      person: { personId, sessionId, email, name, grants },
      merchantId: row.merchant_id ?? undefined,
    };
  }

  /** The merchants that a person may look at; the first is what `find` gives. Throws DatabaseError. */
  async merchantsOf({ personId }: Person) {
    const rows = await listPersonMerchants(this.#pool, personId);
    return rows.map(({ merchant_id: id, name }) => ({ id: publicId('mer', id), name }));
  }

  /** Ends the session of a `Cookie` header, if it has one. Throws DatabaseError. */
  async end(cookies: string | undefined, why: string): Promise<void> {
    const token = this.tokenOf(cookies);
    if (token === undefined) return;
    await runTransaction(this.#pool, async (transaction) => {
      const ended = await deleteSession(transaction, token);
      if (!ended) return;
      const actor = { actor: ended.email, actorRole: 'person' };
      const personId = ended.person_id;
      await recordPersonEvent(transaction, actor, {
        action: 'person.signed_out',
        personId,
        reason: why,
      });
    });
  }

  /** The session's token, where its signature is ours. */
  tokenOf(cookies: string | undefined): string | undefined {
    return signedValue(cookieOf(cookies, this.cookies.session), this.secret);
  }

  /** Whose password this is; takes as long where nobody has the address. Throws DatabaseError. */
  async personOf(email: string, password: string): Promise<string | undefined> {
    const credential = await findCredential(this.#pool, email);
    const hash = credential?.password ?? NOBODYS_PASSWORD;
    const { password: passwords } = await this.#authentication.$context;
    const right = await passwords.verify({ hash, password });
    return right && credential?.password ? credential.person_id : undefined;
  }

  /**
   * A session for somebody who has proved who they are, instead of the one that the browser had.
   * Resolves to its `Set-Cookie` header; undefined where the person may not sign in. Without its event
   * there is no cookie. Throws DatabaseError.
   */
  async start(personId: string, browser: Browser, how: SignInWay): Promise<string | undefined> {
    const { internalAdapter } = await this.#authentication.$context;
    const { ip, userAgent = null } = browser;
    const session = await internalAdapter.createSession(personId, false, {
      ipAddress: ip,
      userAgent,
    });
    const signer = session && (await findSigner(this.#pool, personId));
    if (!signer) return undefined;
    await runTransaction(this.#pool, async (transaction) => {
      await recordSignIn(transaction, personId, {
        token: session.token,
        idleSeconds: IDLE_SECONDS,
      });
      await recordPersonEvent(transaction, personActor(signer), {
        action: 'person.signed_in',
        personId,
        reason: how,
        after: { ip, user_agent: userAgent },
      });
    });
    await this.end(browser.cookies, 'signed in anew');
    return sessionCookie(this.cookies, this.secret, session.token);
  }
}
