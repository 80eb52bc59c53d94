import type { z } from 'zod';
import type { Pool } from '@/lib/database/connection';
import { invalidRequest, notFound } from '@/lib/http/problem';
import { uuidOf } from '@/lib/http/uuid';
import { leafRecord, openings } from '../leaf';
import { consistencyProof, inclusionProof, perfectSubtrees, rangeProof } from '../proof';
import { rootOf } from '../tree';
import type {
  consistencyQuery,
  consistencySchema,
  eventProofSchema,
  recordsQuery,
  recordsSchema,
} from './contract';
import { checkpointFrom } from './read-checkpoint';
import { findEvent, readArchivedEnd, readSize, readStoredRange } from './store';
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

/**
 * Records of the log, each made anew of what is stored, with the subtrees on both sides of them: who
 * hashes all of it comes to the root of the checkpoint, or something was changed or is missing. They
 * are closed: they tell nothing of what they commit to. Throws the problems `invalid-request` and
 * `not-found`.
 */
export async function readRecords(
  pool: Pool,
  merchantId: string,
  { first, last, size }: z.output<typeof recordsQuery>,
): Promise<z.output<typeof recordsSchema>> {
  const logSize = await readSize(pool, merchantId);
  if (size > logSize) {
    const detail = `is beyond the log, which has ${logSize} events`;
    throw invalidRequest({ pointer: '/size', detail });
  }
  const archived = await readArchivedEnd(pool, merchantId);
  if (first <= archived) {
    throw notFound(
      `Records 1 to ${archived} were archived, and their proofs with them: verify their archives, or begin at ${archived + 1}.`,
    );
  }
  const [stored, proof] = await Promise.all([
    readStoredRange(pool, merchantId, { first, last }),
    rangeProof(streamNodes(pool, merchantId), first - 1, last - 1, size),
  ]);
  const before = perfectSubtrees(0, first - 1).length;
  const hashes = proof.map(hex);
  return {
    first,
    last,
    size,
    records: stored.map(({ event, salts, erased }) => leafRecord(event, salts, erased)),
    left: hashes.slice(0, before),
    right: hashes.slice(before),
  };
}

function hex(hash: Buffer): string {
  return hash.toString('hex');
}
