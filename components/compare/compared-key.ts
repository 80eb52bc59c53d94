import type { ShownEvent, ShownKey } from '@/lib/history/answers';

/** As many as fit on a screen; whoever has more narrows the filter. */
export const COMPARED_MAX = 6;

export interface ComparedKey {
  readonly key: ShownKey;
  /** Newest first. */
  readonly events: readonly ShownEvent[];
}
