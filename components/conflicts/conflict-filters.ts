import type { FilterField } from '../filters/filter-text';

/** What conflicts can be filtered by; the names are those of `GET /conflicts`. */
export const CONFLICT_FIELDS: readonly FilterField[] = [
  { name: 'key', label: 'Key' },
  { name: 'pointer', label: 'Differs at' },
  { name: 'client_id', label: 'Client' },
  { name: 'user_agent', label: 'Version' },
  { name: 'customer_reference', label: 'Customer' },
  { name: 'operation', label: 'Operation' },
  { name: 'group', label: 'Group' },
];
export const BARE_FIELD = 'key';
