import type { Filter } from '../filters/filter-text';

export interface Ticket {
  /** As `GET /keys` takes it. */
  readonly filter: Filter;
  /** What was understood, for people. */
  readonly facts: readonly string[];
}
