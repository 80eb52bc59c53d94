'use client';

import { useMemo } from 'react';
import type { ShownAnnotation } from '@/lib/annotations/contract';
import { BarsCard } from '../charts/bars-card';
import { Legend } from '../charts/legend';
import type { OnZoom } from '../charts/series';
import { OUTCOME_SERIES, outcomeCounts, outcomeRows } from './outcome-series';
import type { DrawnTraffic } from './traffic';

interface OutcomesChartProps {
  readonly traffic: DrawnTraffic;
  readonly stepMs: number;
  readonly hrefs: Readonly<Record<string, string>>;
  readonly marks: readonly ShownAnnotation[];
  readonly onZoom: OnZoom;
}

/** Attempts by outcome over time, and what was noted; dragging over it zooms. */
export function OutcomesChart({ traffic, hrefs, ...chart }: OutcomesChartProps) {
  const rows = useMemo(() => outcomeRows(traffic), [traffic]);
  const totals = Object.entries(outcomeCounts(traffic.total.outcomes));
  return (
    <BarsCard
      {...chart}
      id="outcomes"
      title="Attempts by outcome"
      about="Bars of attempts over time, stacked by outcome, with what was noted"
      rows={rows}
      series={OUTCOME_SERIES}
      height={260}
    >
      <Legend
        series={OUTCOME_SERIES}
        totals={Object.fromEntries(totals.map(([name, n]) => [name, n.toLocaleString('en')]))}
        hrefs={hrefs}
      />
    </BarsCard>
  );
}
