import type { Pool, PrismaClient } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { publicId, uuidOf } from '@/lib/http/uuid';
import { recordPersonEvent } from '../people/record-person-event';
import type { Person } from '../person';
import { personActor } from '../person-principal';
import { type Authentication, createAuthentication, type NewSession } from './authentication';
import {
  type CookieRules,
  cookieOf,
  cookieRules,
  cookieSecret,
  SESSION_MAX_SECONDS,
  signedValue,
} from './session-cookie';
import { deleteSession, findSession, findSigner, listPersonMerchants, recordSignIn } from './store';
import { Turns } from './turns';

const IDLE_SECONDS = 30 * 60;
/** Hashing takes a thread of four; what waits is a burst of people, or an attack. */
const HASHING = { running: 2, waiting: 50 };

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

/** The sessions of people: who sent a cookie, and how one is made and ended. */
export class Sessions {
  readonly cookies: CookieRules;
  readonly secret: string;
  readonly authentication: Authentication;
  readonly turns = new Turns(HASHING);
  readonly #pool: Pool;

  constructor({ workPool, prisma, publicUrl, secret }: SessionsOptions) {
    this.#pool = workPool;
    this.cookies = cookieRules(publicUrl);
    this.secret = cookieSecret(secret);
    this.authentication = createAuthentication({
      prisma,
      publicUrl,
      secret: this.secret,
      cookies: this.cookies,
      maySignIn: async (personId) => (await findSigner(workPool, personId)) !== undefined,
      onSignIn: (session) => this.#signedIn(session),
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

  /** The merchants that a person may look at, by name. Throws DatabaseError. */
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

  /** The event of a sign-in; without it there is none. */
  async #signedIn({ userId, ipAddress, userAgent }: NewSession): Promise<void> {
    const signer = await findSigner(this.#pool, userId);
    if (!signer) throw new Error('a session was made for somebody who may have none');
    await runTransaction(this.#pool, async (transaction) => {
      await recordSignIn(transaction, userId);
      await recordPersonEvent(transaction, personActor(signer), {
        action: 'person.signed_in',
        personId: userId,
        reason: 'password',
        after: { ip: ipAddress ?? null, user_agent: userAgent ?? null },
      });
    });
  }
}
