import type { Pool } from '@/lib/database/connection';
import type { ApiResponse } from '@/lib/http/api-message';
import { notFound } from '@/lib/http/problem';
import { uuidOf } from '@/lib/http/uuid';
import { type EventsAsked, listEvents } from '../../events/list-events';
import { findEventsAt } from '../../events/read-event';
import type { HistoryReader } from '../../history-reader';
import type { KeyRow } from '../key-row';
import { presentKeyDetail } from './present-key-detail';
import { findKey, listGenerations } from './store';

/** A key, its generations, its sources, its first and its last event. Throws `not-found`. */
export async function readKey(
  reader: HistoryReader,
  merchantId: string,
  id: string,
): Promise<Record<string, unknown>> {
  const key = await findKeyRow(reader.workPool, merchantId, id);
  const [generations, events] = await Promise.all([
    listGenerations(reader.workPool, merchantId, key.key_id),
    findEventsAt(reader.workPool, merchantId, [key.first_seq, key.last_seq]),
  ]);
  return presentKeyDetail(key, generations, events);
}

/** A page of the key's events. Throws `not-found`. */
export async function readKeyEvents(
  reader: HistoryReader,
  merchantId: string,
  id: string,
  query: Pick<EventsAsked, 'limit' | 'cursor'>,
): Promise<ApiResponse> {
  const { idempotency_key: key } = await findKeyRow(reader.workPool, merchantId, id);
  return await listEvents(reader, merchantId, { ...query, key }, '/keys/events');
}

/** By its public id. Throws the problem `not-found`; DatabaseError. */
export async function findKeyRow(pool: Pool, merchantId: string, id: string): Promise<KeyRow> {
  const keyId = uuidOf('ikey', id);
  const key = keyId && (await findKey(pool, merchantId, keyId));
  if (!key) {
    throw notFound('No key of this merchant has this id. It may take 2 s until one is shown.');
  }
  return key;
}
