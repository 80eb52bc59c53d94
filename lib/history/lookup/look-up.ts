import { type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import { publicId, uuidOf } from '@/lib/http/uuid';
import { API_BASE } from '@/lib/operations/base-path';
import type { HistoryReader } from '../history-reader';
import { keyId } from '../keys/key-id';
import { findNamed, findRequest, findRow, type RowPrefix } from './store';

/** Something that the text names, and where it is. */
interface LookupResult {
  readonly what: string;
  readonly id: string;
  readonly href: string;
  /** Of the one key to whose story it belongs; null where it is none, or several. */
  readonly key_id: string | null;
}

/** By the prefix of the id: what it is and the path before the id. */
const IDS: Readonly<Record<RowPrefix, readonly [what: string, path: string]>> = {
  pay: ['payment', '/payments/'],
  re: ['refund', '/refunds/'],
  job: ['job', '/jobs/'],
  evt: ['event', '/events/'],
  ikey: ['key', '/keys/'],
  key: ['api_key', '/events?client_id='],
  exp: ['export', '/exports/'],
};

/** All that the merchant knows by this text: an id, a key or a reference; none is an empty list. */
export async function lookUp(
  reader: HistoryReader,
  merchantId: string,
  text: string,
): Promise<ApiResponse> {
  const [byId, byName] = await Promise.all([
    lookUpId(reader, merchantId, text),
    lookUpName(reader, merchantId, text),
  ]);
  return jsonResponse(200, { data: [...byId, ...byName], as_of: new Date().toISOString() });
}

async function lookUpId(
  { workPool: pool }: HistoryReader,
  merchantId: string,
  text: string,
): Promise<LookupResult[]> {
  if (text === publicId('mer', merchantId)) {
    const href = `${API_BASE}/merchants/${text}/api-keys`;
    return [{ what: 'merchant', id: text, href, key_id: null }];
  }
  const request = uuidOf('req', text);
  if (request !== undefined) {
    const { found, keys } = await findRequest(pool, merchantId, request);
    if (!found) return [];
    // Refused before it had a key: all there is of it is its event.
    if (keys.length === 0 && (await findRow(pool, merchantId, 'evt', request))) {
      const id = publicId('evt', request);
      return [{ what: 'event', id, href: `${API_BASE}/events/${id}`, key_id: null }];
    }
    const href = `${API_BASE}/events?request_id=${text}`;
    return [{ what: 'request', id: text, href, key_id: onlyKey(merchantId, keys) }];
  }
  for (const [prefix, [what, path]] of Object.entries(IDS)) {
    const id = uuidOf(prefix as RowPrefix, text);
    if (id === undefined) continue;
    const row = await findRow(pool, merchantId, prefix as RowPrefix, id);
    if (!row) return [];
    const key_id = what === 'key' ? text : await keyOf(pool, merchantId, row.request, text);
    return [{ what, id: text, href: `${API_BASE}${path}${text}`, key_id }];
  }
  return [];
}

/** The key of the request that made a row. A batch under one key has no resource of its own. */
async function keyOf(
  pool: HistoryReader['workPool'],
  merchantId: string,
  request: string | null,
  resource: string,
): Promise<string | null> {
  if (request === null) return null;
  const made = resource.startsWith('evt_') ? null : resource;
  const { keys } = await findRequest(pool, merchantId, request, made);
  return onlyKey(merchantId, keys);
}

function onlyKey(merchantId: string, keys: readonly string[]): string | null {
  const [key] = keys;
  if (key === undefined || keys.length > 1) return null;
  return publicId('ikey', keyId(merchantId, key));
}

/** Idempotency keys and references are whatever text their owners chose, ids of ours too. */
async function lookUpName(
  { workPool: pool }: HistoryReader,
  merchantId: string,
  text: string,
): Promise<LookupResult[]> {
  const id = keyId(merchantId, text);
  const known = await findNamed(pool, merchantId, text, id);
  const found: LookupResult[] = [];
  if (known.key) {
    const key = publicId('ikey', id);
    found.push({ what: 'key', id: key, href: `${API_BASE}/keys/${key}`, key_id: key });
  }
  const add = (what: string, name: string) => {
    const href = `${API_BASE}/events?${name}=${encodeURIComponent(text)}`;
    found.push({ what, id: text, href, key_id: null });
  };
  if (known.customer) add('customer', 'customer_reference');
  if (known.order) add('order', 'order_reference');
  if (known.provider) add('provider_reference', 'provider_reference');
  return found;
}
