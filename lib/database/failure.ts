/** What a failed statement means for the one who sent it. */
export type DatabaseFailure =
  /** The rows themselves were refused: only one of them may be at fault. */
  | 'data'
  /** Lost a race between transactions (40001, 40P01): nothing was written, try again. */
  | 'transient'
  /** A row was locked by somebody for too long (55P03): nothing was written. */
  | 'locked'
  /** Nothing was written: the server refused, was too slow, or was never reached. */
  | 'unavailable'
  /** The connection was lost after sending: written or not, nobody knows. */
  | 'outcome-unknown';

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** Classifies what `pg` threw for a statement that had been sent on an open connection. */
export function classifyFailure(error: unknown): DatabaseFailure {
  const code = stringMember(error, 'code');
  // FATAL and worse end the session, perhaps after the commit; so does a broken connection.
  if (code === undefined || !SQLSTATE.test(code)) return 'outcome-unknown';
  const severity = stringMember(error, 'severity');
  if (severity === 'FATAL' || severity === 'PANIC') return 'outcome-unknown';
  if (code === '40001' || code === '40P01') return 'transient';
  if (code === '55P03') return 'locked';
  if (/^(22|23|54)/.test(code)) return 'data';
  return 'unavailable';
}

function stringMember(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const member: unknown = Reflect.get(value, name);
  return typeof member === 'string' ? member : undefined;
}

/** The process has several copies of this module (lib/server/current-runtime.ts). */
const MARK = Symbol.for('onceover.DatabaseError');

/** A statement that failed, with what that means for its rows. Of whichever copy, it is one to all. */
export class DatabaseError extends Error {
  readonly [MARK] = true;
  readonly failure: DatabaseFailure;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && MARK in value;
  }

  constructor(failure: DatabaseFailure, cause: unknown) {
    super(cause instanceof Error ? cause.message : 'the database failed', { cause });
    this.name = 'DatabaseError';
    this.failure = failure;
  }
}
