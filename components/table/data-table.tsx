'use client';

import { type ColumnDef, type ColumnVisibilityState, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import styles from './data-table.module.css';
import { ariaRowIndex, listFeatures } from './list-table';
import { useRowKeys } from './use-row-keys';

const ROW_HEIGHT_PX = 44;
const FETCH_BEFORE_ROWS = 60;

interface DataTableProps<Row extends object> {
  readonly label: string;
  // biome-ignore lint/suspicious/noExplicitAny: each column has a value type of its own
  readonly columns: ColumnDef<typeof listFeatures, Row, any>[];
  /** By column: as in `grid-template-columns`. */
  readonly widths: Readonly<Record<string, string>>;
  readonly visibility: ColumnVisibilityState;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly onReachEnd: () => void;
  /** Below the rows: that more come, that this is the end, or why there are none. */
  readonly foot: React.ReactNode;
  /** The key of the row that is shown beside the list; j and k then ask for others. */
  readonly opened?: string | undefined;
  readonly onOpen?: (key: string) => void;
}

/** Many rows, of which those in sight are drawn; j and k go from row to row. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, columns, widths, visibility, rows, keyOf, onReachEnd, foot, opened } = props;
  const frame = useRef<HTMLDivElement>(null);
  const table = useTable({
    features: listFeatures,
    columns,
    data: rows as Row[],
    getRowId: keyOf,
    state: { columnVisibility: visibility },
  });
  const drawn = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: drawn.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT_PX,
    getItemKey: (index) => drawn[index]?.id ?? index,
    overscan: 12,
    initialRect: { width: 1200, height: 800 },
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= drawn.length - FETCH_BEFORE_ROWS) onReachEnd();
  }, [last, drawn.length, onReachEnd]);
  useRowKeys(frame, {
    keys: drawn.map(({ id }) => id),
    scrollTo: (index) => virtual.scrollToIndex(index),
    opened,
    onOpen: props.onOpen,
  });
  const shown = table.getVisibleLeafColumns();
  const template = shown.map(({ id }) => widths[id] ?? '1fr').join(' ');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section ref={frame} className={styles.frame} aria-label={label} tabIndex={0}>
      <table className={styles.table} aria-label={label} aria-rowcount={-1}>
        <thead className={styles.head}>
          {table.getHeaderGroups().map((group) => (
            <tr
              key={group.id}
              aria-rowindex={1}
              className={styles.row}
              style={{ gridTemplateColumns: template }}
            >
              {group.headers.map((header) => (
                <th key={header.id} scope="col" className={styles.header}>
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody className={styles.body} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, key, start }) => (
            <tr
              key={key}
              aria-rowindex={ariaRowIndex(index)}
              data-index={index}
              data-opened={key === opened || undefined}
              className={styles.row}
              style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
            >
              {drawn[index]?.getVisibleCells().map((cell) => (
                <td key={cell.id} className={styles.cell}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className={styles.foot} role="status">
        {foot}
      </div>
    </section>
  );
}
