import type { FilterField } from '../filters/filter-text';

/** What keys, attempts and payments can be filtered by alike. */
export const HISTORY_FIELDS: readonly FilterField[] = [
  { name: 'customer_reference', label: 'Customer' },
  { name: 'order_reference', label: 'Order' },
  { name: 'provider_reference', label: 'Provider' },
  { name: 'amount_min', label: 'Amount from' },
  { name: 'amount_max', label: 'Amount to' },
  { name: 'currency', label: 'Currency' },
  { name: 'last4', label: 'Last four digits' },
  { name: 'request_id', label: 'Request' },
  { name: 'fingerprint', label: 'Fingerprint' },
  { name: 'client_id', label: 'API key' },
  { name: 'user_agent', label: 'User agent' },
  { name: 'ip', label: 'Address' },
  { name: 'from', label: 'From' },
  { name: 'to', label: 'To' },
];

/** What keys can be filtered by; the names are those of `GET /keys`. */
export const KEY_FIELDS: readonly FilterField[] = [
  { name: 'key', label: 'Key' },
  { name: 'key_prefix', label: 'Key begins with' },
  { name: 'state', label: 'State', choices: ['in_progress', 'completed', 'expired', 'unused'] },
  { name: 'has', label: 'Has', choices: ['replays', 'conflicts', 'undelivered'] },
  { name: 'operation', label: 'Operation' },
  ...HISTORY_FIELDS,
  { name: 'expiring_within', label: 'Expiring within' },
  { name: 'time', label: 'Times are', choices: ['first_seen', 'last_seen'] },
];
export const BARE_FIELD = 'key';
