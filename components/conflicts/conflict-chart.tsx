'use client';

import { useMemo } from 'react';
import type { ShownAnnotation } from '@/lib/annotations/contract';
import { BarsCard } from '../charts/bars-card';
import type { OnZoom } from '../charts/series';
import type { Traffic } from '../overview/traffic';

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
export function ConflictChart({ traffic, ...chart }: ConflictChartProps) {
  const rows = useMemo(
    () =>
      traffic.data.map(({ at, outcomes }) => ({
        at,
        values: { [CONFLICT]: outcomes[CONFLICT] ?? 0 },
      })),
    [traffic],
  );
  return (
    <BarsCard
      {...chart}
      id="over-time"
      title="Conflicts over time"
      about="Bars of conflicts over time, with what was noted"
      rows={rows}
      series={SERIES}
      height={180}
    />
  );
}
