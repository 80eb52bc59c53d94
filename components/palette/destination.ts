import type { LookedUp } from '@/lib/history/answers';
import { withMerchant } from '../shell/merchant';

export type Found = LookedUp['data'][number];

/** What a list of keys is filtered by, for what is no single key. */
const FILTERS: Readonly<Record<string, string>> = {
  request: 'request_id',
  customer: 'customer_reference',
  order: 'order_reference',
  provider_reference: 'provider_reference',
  api_key: 'client_id',
};

/** The page that shows what was found; undefined where none does. */
export function destinationOf(
  { what, id, key_id: keyId }: Found,
  merchant: string | undefined,
): string | undefined {
  if (keyId !== null) return withMerchant(`/keys/${keyId}`, merchant);
  if (what === 'merchant') return withMerchant('/', id);
  if (what === 'event') return withMerchant(`/audit/access?event=${id}`, merchant);
  if (what === 'export') return withMerchant(`/keys?export=${id}`, merchant);
  const filter = FILTERS[what];
  if (filter) return withMerchant(`/keys?${filter}=${encodeURIComponent(id)}`, merchant);
  return undefined;
}

/** What was found, as people call it. */
export function nameOf({ what }: Pick<Found, 'what'>): string {
  return NAMES[what] ?? what.replaceAll('_', ' ');
}

const NAMES: Readonly<Record<string, string>> = {
  key: 'Idempotency key',
  payment: 'Payment',
  refund: 'Refund',
  job: 'Job',
  event: 'Event',
  request: 'Request',
  customer: 'Keys of the customer',
  order: 'Keys of the order',
  provider_reference: "Keys of the provider's reference",
  api_key: 'Keys used by the API key',
  export: 'Export',
  merchant: 'Merchant',
};
