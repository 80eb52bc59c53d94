'use client';

import type { ShownAnnotation } from '@/lib/annotations/contract';
import { BarsCard } from '../charts/bars-card';
import type { ChartRow, OnZoom } from '../charts/series';
import { CONFLICTS } from './read-conflicts';

const SERIES = [{ name: CONFLICTS, label: 'Conflicts', color: 'red.6' }] as const;

interface ConflictChartProps {
  readonly rows: readonly ChartRow[];
  readonly stepMs: number;
  readonly marks: readonly ShownAnnotation[];
  readonly onZoom: OnZoom;
  /** To note a deploy, for who may. */
  readonly action: React.ReactNode;
}

/** Conflicts over time, and what was noted: which deploy came before them. */
export function ConflictChart(chart: ConflictChartProps) {
  return (
    <BarsCard
      {...chart}
      id="over-time"
      title="Conflicts over time"
      about="Bars of conflicts over time, with what was noted"
      series={SERIES}
      height={180}
    />
  );
}
