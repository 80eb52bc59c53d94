/** What the list of keys can show, in its order; widths as in `grid-template-columns`. */
export const KEY_COLUMNS = [
  { id: 'key', label: 'Key', width: 'minmax(10.5rem, 2fr)' },
  { id: 'state', label: 'State', width: '6.5rem' },
  { id: 'operation', label: 'Operation', width: '5.75rem' },
  { id: 'amount', label: 'Amount', width: 'minmax(6.5rem, 1fr)' },
  { id: 'customer', label: 'Customer', width: 'minmax(7rem, 1.2fr)' },
  { id: 'order', label: 'Order', width: 'minmax(9rem, 1.2fr)' },
  { id: 'attempts', label: 'Attempts', width: '4.25rem' },
  { id: 'replays', label: 'Replays', width: '4rem' },
  { id: 'conflicts', label: 'Conflicts', width: '4.5rem' },
  { id: 'generation', label: 'Generation', width: '6rem' },
  { id: 'first_seen', label: 'First seen', width: '14rem' },
  { id: 'last_seen', label: 'Last seen', width: '14.5rem' },
  { id: 'expires_at', label: 'Expires', width: '14.5rem' },
] as const;
