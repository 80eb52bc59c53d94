import type { Pool } from '@/lib/database/connection';
import { notFound } from '@/lib/http/problem';
import { uuidOf } from '@/lib/http/uuid';
import type { HistoryReader } from '../history-reader';
import type { EventRow } from './event-row';
import { presentEvent } from './present-event';
import { findEvent, findEventsBySeq } from './store';

/** Throws the problem `not-found`, also for another merchant's event. */
export async function readEvent(
  reader: HistoryReader,
  merchantId: string,
  id: string,
): Promise<Record<string, unknown>> {
  const eventId = uuidOf('evt', id);
  const event = eventId && (await findEvent(reader.workPool, merchantId, eventId));
  if (!event) {
    throw notFound(
      'No event of this merchant has this id. It may take 2 s until one is in the log.',
    );
  }
  return presentEvent(event);
}

/** The merchant's events with these seqs. */
export async function findEventsAt(
  pool: Pool,
  merchantId: string,
  seqs: readonly number[],
): Promise<EventRow[]> {
  return await findEventsBySeq(pool, merchantId, seqs);
}
