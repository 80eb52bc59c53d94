import type { ShownNote } from '@/lib/history/notes/contract';
import type { ShownPolicy } from '@/lib/policies/contract';
import type { ShownPayment, ShownRefund } from './payment-of-key';

/** What stands around a key's own story. */
export interface StoryExtras {
  /** The version that the key was judged under; undefined for the built-in one. */
  readonly policy: ShownPolicy | undefined;
  readonly payment: ShownPayment | undefined;
  readonly refunds: readonly ShownRefund[];
  readonly notes: readonly ShownNote[];
}

/** Who looks, and what they may do here. */
export interface StoryReader {
  readonly email: string;
  readonly mayExport: boolean;
  readonly mayNote: boolean;
  readonly publicUrl: string;
}
