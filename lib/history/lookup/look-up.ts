import { type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import { publicId, uuidOf } from '@/lib/http/uuid';
import { API_BASE } from '@/lib/operations/base-path';
import type { HistoryReader } from '../history-reader';
import { keyId } from '../keys/key-id';
import { findNamed, hasRequest, hasRow, type RowPrefix } from './store';

/** Something that the text names, and where it is. */
interface LookupResult {
  readonly what: string;
  readonly id: string;
  readonly href: string;
}

/** By the prefix of the id: what it is and the path before the id. */
const IDS: Readonly<Record<RowPrefix, readonly [what: string, path: string]>> = {
  pay: ['payment', '/payments/'],
  re: ['refund', '/refunds/'],
  job: ['job', '/jobs/'],
  evt: ['event', '/events/'],
  ikey: ['key', '/keys/'],
  key: ['api_key', '/events?client_id='],
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
    return [{ what: 'merchant', id: text, href: `${API_BASE}/merchants/${text}/api-keys` }];
  }
  const request = uuidOf('req', text);
  if (request !== undefined && (await hasRequest(pool, merchantId, request))) {
    return [{ what: 'request', id: text, href: `${API_BASE}/events?request_id=${text}` }];
  }
  for (const [prefix, [what, path]] of Object.entries(IDS)) {
    const id = uuidOf(prefix as RowPrefix, text);
    if (id === undefined) continue;
    if (!(await hasRow(pool, merchantId, prefix as RowPrefix, id))) return [];
    return [{ what, id: text, href: `${API_BASE}${path}${text}` }];
  }
  return [];
}

/** Idempotency keys and references are whatever text their owners chose, ids of ours too. */
async function lookUpName(
  { workPool: pool }: HistoryReader,
  merchantId: string,
  text: string,
): Promise<LookupResult[]> {
  const id = keyId(merchantId, text);
  const known = await findNamed(pool, merchantId, text, id);
  const query = (name: string) => `${API_BASE}/events?${name}=${encodeURIComponent(text)}`;
  const found: LookupResult[] = [];
  if (known.key) {
    const key = publicId('ikey', id);
    found.push({ what: 'key', id: key, href: `${API_BASE}/keys/${key}` });
  }
  if (known.customer) found.push({ what: 'customer', id: text, href: query('customer_reference') });
  if (known.order) found.push({ what: 'order', id: text, href: query('order_reference') });
  if (known.provider) {
    found.push({ what: 'provider_reference', id: text, href: query('provider_reference') });
  }
  return found;
}
