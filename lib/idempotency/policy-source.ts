import type { Operation } from './attempt';
import type { Policy } from './policy';

/** Where the engine learns of policies. Both may answer at once or after a read; DatabaseError. */
export interface PolicySource {
  current(merchantId: string, operation: Operation): Policy | Promise<Policy>;
  /** A version never changes. */
  version(merchantId: string, operation: Operation, version: number): Policy | Promise<Policy>;
}
