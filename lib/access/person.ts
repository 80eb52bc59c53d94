import type { Grant } from './roles';

/** Someone who is signed in. */
export interface Person {
  readonly personId: string;
  readonly sessionId: string;
  readonly email: string;
  readonly name: string;
  /** Those that hold now: never empty. */
  readonly grants: readonly Grant[];
}
