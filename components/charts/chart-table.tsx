'use client';

import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { PlainTable } from '../table/plain-table';
import { Timestamp } from '../time/timestamp';
import styles from './charts.module.css';
import type { ChartRow, OnZoom, Series } from './series';

interface ChartTableProps {
  readonly label: string;
  readonly rows: readonly ChartRow[];
  readonly series: readonly Series[];
  readonly stepMs: number;
  readonly unit?: string;
  /** By keyboard, what dragging does by mouse. */
  readonly onZoom?: OnZoom | undefined;
}

/** The same numbers as a chart's, for who reads them or cannot see it. Written when it is opened. */
export function ChartTable({ label, rows, series, stepMs, unit, onZoom }: ChartTableProps) {
  const [open, setOpen] = useState(false);
  const write = (value: number | null | undefined) =>
    value === null || value === undefined
      ? '–'
      : `${value.toLocaleString('en')}${unit ? ` ${unit}` : ''}`;
  return (
    <details className={styles.twin} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{label} as a table</summary>
      {open && (
        <div className={styles.scroll}>
          <PlainTable
            label={`${label} as a table`}
            rows={rows}
            keyOf={({ at }) => at}
            empty="There is nothing in this span."
            columns={[
              {
                name: 'From',
                cell: ({ at }) => <Step at={at} stepMs={stepMs} onZoom={onZoom} />,
              },
              ...series.map(({ name, label: column }) => ({
                name: column,
                cell: ({ values }: ChartRow) => write(values[name]),
              })),
            ]}
          />
        </div>
      )}
    </details>
  );
}

function Step({ at, stepMs, onZoom }: Pick<ChartTableProps, 'stepMs' | 'onZoom'> & { at: string }) {
  const time = <Timestamp value={at} exact={false} />;
  if (!onZoom) return time;
  const zoom = () => onZoom(at, new Date(Date.parse(at) + stepMs).toISOString());
  return (
    <UnstyledButton className={styles.zoom} onClick={zoom} title="Zoom to this step">
      {time}
    </UnstyledButton>
  );
}
