import type { FilterField } from '../filters/filter-text';

/** What people and API keys did can be filtered by; the names are those of `GET /audit/access`. */
export const ACCESS_FIELDS: readonly FilterField[] = [
  { name: 'actor', label: 'Who' },
  { name: 'role', label: 'Role' },
  { name: 'action', label: 'Action' },
  { name: 'subject', label: 'What' },
  { name: 'reason', label: 'Reason has' },
  { name: 'customer', label: 'Customer' },
  { name: 'from', label: 'From' },
  { name: 'to', label: 'To' },
];
export const ACCESS_BARE_FIELD = 'actor';
