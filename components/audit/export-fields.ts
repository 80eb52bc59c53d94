import type { FilterField } from '../filters/filter-text';
import { KEY_FIELDS } from '../keys/key-filters';
import { ACCESS_FIELDS } from './access-fields';

const SHARED = [
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
] as const;

/** What can be exported, by the kind of the export: a label, and the filters that its list has. */
export const EXPORT_KINDS: Readonly<
  Record<string, { readonly label: string; readonly fields: readonly FilterField[] }>
> = {
  events: {
    label: 'Attempts',
    fields: [
      { name: 'outcome', label: 'Outcome' },
      { name: 'operation', label: 'Operation' },
      { name: 'key', label: 'Key' },
      { name: 'key_id', label: 'Key id' },
      { name: 'status', label: 'HTTP status' },
      ...SHARED,
    ],
  },
  access: { label: 'Who looked at what', fields: ACCESS_FIELDS },
  keys: { label: 'Idempotency keys', fields: KEY_FIELDS },
  payments: { label: 'Payments', fields: [{ name: 'amount', label: 'Amount' }, ...SHARED] },
};
