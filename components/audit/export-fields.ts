import type { FilterField } from '../filters/filter-text';
import { HISTORY_FIELDS, KEY_FIELDS } from '../keys/key-filters';
import { ACCESS_FIELDS } from './access-fields';

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
      ...HISTORY_FIELDS,
    ],
  },
  access: { label: 'Who looked at what', fields: ACCESS_FIELDS },
  keys: { label: 'Idempotency keys', fields: KEY_FIELDS },
  payments: { label: 'Payments', fields: [{ name: 'amount', label: 'Amount' }, ...HISTORY_FIELDS] },
};
