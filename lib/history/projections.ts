import type { Projection } from '@/lib/ledger/projection';
import { blocksProjection } from './blocks/project-blocks';
import { keysProjection } from './keys/project-keys';
import { trafficProjection } from './traffic/project-traffic';

/** What the tail makes of each batch, besides the log itself. */
export const historyProjections: readonly Projection[] = [
  keysProjection,
  trafficProjection,
  blocksProjection,
];
