import type { z } from 'zod';
import type { Pool } from '@/lib/database/connection';
import { invalidRequest, notFound } from '@/lib/http/problem';
import { uuidOf } from '@/lib/http/uuid';
import { leafRecord, openings } from '../leaf';
import { consistencyProof, inclusionProof, perfectSubtrees } from '../proof';
import { rootOf } from '../tree';
import type { consistencyQuery, consistencySchema, eventProofSchema } from './contract';
import { checkpointFrom } from './read-checkpoint';
import { findEvent, readSize } from './store';
import { streamNodes } from './stream-nodes';

/** What shows that the log only grew between two sizes. */
export async function readConsistency(
  pool: Pool,
  merchantId: string,
  { from, to }: z.output<typeof consistencyQuery>,
): Promise<z.output<typeof consistencySchema>> {
  const size = await readSize(pool, merchantId);
  if (to > size) {
    throw invalidRequest({ pointer: '/to', detail: `is beyond the log, which has ${size} events` });
  }
  if (from > to) throw invalidRequest({ pointer: '/from', detail: 'is greater than to' });
  const nodes = streamNodes(pool, merchantId);
  const root = async (leaves: number) =>
    rootOf(await nodes(perfectSubtrees(0, leaves))).toString('hex');
  const path = await consistencyProof(nodes, from, to);
  return { from, to, from_root: await root(from), to_root: await root(to), path: path.map(hex) };
}

/** What shows that an event stands in the signed log as it does, with all its columns opened. */
export async function readEventProof(
  pool: Pool,
  merchantId: string,
  id: string,
): Promise<z.output<typeof eventProofSchema>> {
  const eventId = uuidOf('evt', id);
  const stored = eventId && (await findEvent(pool, merchantId, eventId));
  if (!stored) throw notFound('The log of this merchant has no event with this id.');
  const { event, salts, erased, leafHash } = stored;
  const { note, size } = await checkpointFrom(pool, merchantId, event.seq);
  const path = await inclusionProof(streamNodes(pool, merchantId), event.seq - 1, size);
  return {
    checkpoint: note,
    size,
    leaf_index: event.seq - 1,
    record: leafRecord(event, salts, erased),
    leaf_hash: leafHash,
    path: path.map(hex),
    columns: openings(event, salts),
  };
}

function hex(hash: Buffer): string {
  return hash.toString('hex');
}
