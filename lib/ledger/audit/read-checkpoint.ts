import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { Pool } from '@/lib/database/connection';
import { notFound, Problem } from '@/lib/http/problem';
import type { checkpointSchema } from './contract';
import { findCheckpoint, readSize, requestCheckpoint, type StoredCheckpoint } from './store';

/** The tail signs within a second; this is for a takeover as well. */
const WAIT_MS = 8_000;
const POLL_MS = 100;

/** The signed end of the merchant's log, signed now if it has grown since the last checkpoint. */
export async function readCheckpoint(
  pool: Pool,
  merchantId: string,
): Promise<z.output<typeof checkpointSchema>> {
  const size = await readSize(pool, merchantId);
  if (size === 0) throw notFound('The log of this merchant has no event yet.');
  const { note, root, createdAt, ...signed } = await checkpointFrom(pool, merchantId, size);
  return {
    note,
    size: signed.size,
    root: root.toString('hex'),
    created_at: createdAt,
    log_size: size,
  };
}

/**
 * A checkpoint of at least this size. Throws the problem `unavailable` where nobody signs one in
 * good time.
 */
export async function checkpointFrom(
  pool: Pool,
  merchantId: string,
  size: number,
): Promise<StoredCheckpoint> {
  const deadlineMs = performance.now() + WAIT_MS;
  for (;;) {
    const found = await findCheckpoint(pool, merchantId);
    if (found && found.size >= size) return found;
    if (performance.now() >= deadlineMs) break;
    // Again each time: the request before may just have been answered with an earlier end.
    await requestCheckpoint(pool, merchantId);
    await sleep(POLL_MS);
  }
  throw new Problem('unavailable', 'Nobody signs the log just now; its events are kept.', {
    headers: { 'retry-after': '5' },
  });
}
