import { Anchor } from '@mantine/core';
import Link from 'next/link';
import type { ShownEvent } from '@/lib/history/answers';
import { FilterValue } from '../table/filter-value';
import { listColumnHelper } from '../table/list-table';
import { Timestamp } from '../time/timestamp';

export const ACCESS_COLUMNS = [
  { id: 'time', label: 'When', width: '14.5rem' },
  { id: 'actor', label: 'Who', width: 'minmax(12rem, 1.5fr)' },
  { id: 'role', label: 'Role', width: '7rem' },
  { id: 'action', label: 'Action', width: 'minmax(10rem, 1fr)' },
  { id: 'subject', label: 'What', width: 'minmax(13rem, 2fr)' },
  { id: 'reason', label: 'Reason', width: 'minmax(10rem, 1.5fr)' },
  { id: 'customer', label: 'Customer', width: 'minmax(7rem, 1fr)' },
] as const;

/** In the address: the event whose details are open. */
export const OPEN_EVENT = 'event';

type OnFilter = (field: string, value: string) => void;

/** A row of who did what, cell by cell. */
export function accessColumns(address: URLSearchParams, onFilter: OnFilter) {
  const { display } = listColumnHelper<ShownEvent>();
  const filterable = (field: string, value: string | null | undefined) =>
    value ? <FilterValue field={field} value={value} onFilter={onFilter} /> : '–';
  const cells: Record<
    (typeof ACCESS_COLUMNS)[number]['id'],
    (event: ShownEvent) => React.ReactNode
  > = {
    time: ({ id, occurred_at: at }) => (
      <Anchor component={Link} href={addressWithEvent(address, id)} scroll={false}>
        <Timestamp value={at} />
      </Anchor>
    ),
    actor: ({ actor }) => filterable('actor', actor),
    role: ({ actor_role: role }) => filterable('role', role),
    action: ({ action }) => filterable('action', action),
    subject: ({ subject_id: id, subject_type: type }) => filterable('subject', id ?? type),
    reason: ({ reason }) => reason ?? '–',
    customer: ({ customer_reference: customer }) => filterable('customer', customer),
  };
  return ACCESS_COLUMNS.map(({ id, label }) =>
    display({ id, header: label, cell: ({ row }) => cells[id](row.original) }),
  );
}

/** The same address with these details open; without an id, with none. */
export function addressWithEvent(address: URLSearchParams, id: string | undefined): string {
  const next = new URLSearchParams(address);
  if (id === undefined) next.delete(OPEN_EVENT);
  else next.set(OPEN_EVENT, id);
  return `?${next}`;
}
