'use client';

import { Card, Title } from '@mantine/core';
import { useMemo } from 'react';
import { ChartTable } from '../charts/chart-table';
import { TimeLines } from '../charts/lazy-charts';
import { Legend } from '../charts/legend';
import type { OnZoom } from '../charts/series';
import styles from './overview.module.css';
import type { DrawnTraffic } from './traffic';

const SERIES = [
  { name: 'p50', label: 'Half of all', color: 'pine.6' },
  { name: 'p95', label: '95 %', color: 'blue.6' },
  { name: 'p99', label: '99 %', color: 'orange.6' },
] as const;
const UNIT = 'ms';

interface LatencyChartProps {
  readonly traffic: DrawnTraffic;
  readonly stepMs: number;
  readonly onZoom: OnZoom;
}

/** How long deciding took: this share of attempts took less. */
export function LatencyChart({ traffic, stepMs, onZoom }: LatencyChartProps) {
  const rows = useMemo(
    () => traffic.data.map(({ at, latency_ms }) => ({ at, values: latency_ms })),
    [traffic],
  );
  const { latency_ms: total } = traffic.total;
  const totals = SERIES.map(({ name }) => {
    const took = total[name];
    return [name, took === null ? '–' : `${took.toLocaleString('en')} ${UNIT}`];
  });
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="latency">
      <Title order={2} size="h4" id="latency" mb="xs">
        Time to decide
      </Title>
      <Legend series={SERIES} totals={Object.fromEntries(totals)} />
      <div
        className={styles.small}
        role="img"
        aria-label="Lines of latency percentiles over time; the table below has the numbers"
      >
        <TimeLines rows={rows} series={SERIES} stepMs={stepMs} height={200} unit={UNIT} />
      </div>
      <ChartTable
        label="Time to decide"
        rows={rows}
        series={SERIES}
        stepMs={stepMs}
        unit={UNIT}
        onZoom={onZoom}
      />
    </Card>
  );
}
