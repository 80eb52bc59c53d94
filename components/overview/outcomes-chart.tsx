'use client';

import { Card, Title } from '@mantine/core';
import { useMemo } from 'react';
import { ChartTable } from '../charts/chart-table';
import { TimeBars } from '../charts/lazy-charts';
import { Legend } from '../charts/legend';
import type { OnZoom } from '../charts/series';
import { OUTCOME_SERIES, outcomeCounts, outcomeRows } from './outcome-series';
import styles from './overview.module.css';
import type { Traffic } from './traffic';

interface OutcomesChartProps {
  readonly traffic: Traffic;
  readonly stepMs: number;
  readonly hrefs: Readonly<Record<string, string>>;
  readonly onZoom: OnZoom;
}

/** Attempts by outcome over time; dragging over it zooms. */
export function OutcomesChart({ traffic, stepMs, hrefs, onZoom }: OutcomesChartProps) {
  const rows = useMemo(() => outcomeRows(traffic), [traffic]);
  const totals = Object.entries(outcomeCounts(traffic.total.outcomes));
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="outcomes">
      <Title order={2} size="h4" id="outcomes" mb="xs">
        Attempts by outcome
      </Title>
      <Legend
        series={OUTCOME_SERIES}
        totals={Object.fromEntries(totals.map(([name, n]) => [name, n.toLocaleString('en')]))}
        hrefs={hrefs}
      />
      <div
        className={styles.chart}
        role="img"
        aria-label="Bars of attempts over time, stacked by outcome; the table below has the numbers"
      >
        <TimeBars
          rows={rows}
          series={OUTCOME_SERIES}
          stepMs={stepMs}
          height={260}
          onZoom={onZoom}
        />
      </div>
      <ChartTable
        label="Attempts by outcome"
        rows={rows}
        series={OUTCOME_SERIES}
        stepMs={stepMs}
        onZoom={onZoom}
      />
    </Card>
  );
}
