'use client';

import { Card, Group, Title } from '@mantine/core';
import { useMemo } from 'react';
import type { ShownAnnotation } from '@/lib/annotations/contract';
import { ChartTable } from '../charts/chart-table';
import { TimeBars } from '../charts/lazy-charts';
import type { OnZoom } from '../charts/series';
import type { Traffic } from '../overview/traffic';
import { Timestamp } from '../time/timestamp';
import styles from './conflicts.module.css';

const CONFLICT = 'payload_conflict';
const SERIES = [{ name: CONFLICT, label: 'Conflicts', color: 'red.6' }] as const;

interface ConflictChartProps {
  readonly traffic: Traffic;
  readonly stepMs: number;
  readonly marks: readonly ShownAnnotation[];
  readonly onZoom: OnZoom;
  /** To note a deploy, for who may. */
  readonly action: React.ReactNode;
}

/** Conflicts over time, and what was noted: which deploy came before them. */
export function ConflictChart({ traffic, stepMs, marks, onZoom, action }: ConflictChartProps) {
  const rows = useMemo(
    () =>
      traffic.data.map(({ at, outcomes }) => ({
        at,
        values: { [CONFLICT]: outcomes[CONFLICT] ?? 0 },
      })),
    [traffic],
  );
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="over-time">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="over-time">
          Conflicts over time
        </Title>
        {action}
      </Group>
      <div
        className={styles.chart}
        role="img"
        aria-label="Bars of conflicts over time, with what was noted; the table below has the numbers"
      >
        <TimeBars
          rows={rows}
          series={SERIES}
          stepMs={stepMs}
          height={180}
          marks={marks}
          onZoom={onZoom}
        />
      </div>
      {marks.length > 0 && (
        <ul className={styles.marks} aria-label="Noted in this span">
          {marks.map(({ id, at, label, reason, created_by: by }) => (
            <li key={id}>
              <Timestamp value={at} /> <strong>{label}</strong>: “{reason}”, noted by {by}
            </li>
          ))}
        </ul>
      )}
      <ChartTable
        label="Conflicts over time"
        rows={rows}
        series={SERIES}
        stepMs={stepMs}
        onZoom={onZoom}
      />
    </Card>
  );
}
