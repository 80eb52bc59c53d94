'use client';

import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { useMemo } from 'react';
import { useZone } from '../time/zone-provider';
import { LEVEL_ONLY, labelBelow, labelBeside } from './axis-labels';
import { axisTicks } from './axis-ticks';
import { axisTime } from './axis-time';
import type { ChartRow, Series } from './series';

interface TimeLinesProps {
  readonly rows: readonly ChartRow[];
  readonly series: readonly Series[];
  readonly stepMs: number;
  readonly height: number;
  /** Of the whole, in CSS pixels. */
  readonly width: number;
  readonly unit: string;
}

const AXIS_PX = 72;

/** Lines over time, broken where there is no value. Loaded only where it is drawn. */
export function TimeLines(props: TimeLinesProps) {
  const { rows, series, stepMs, height, width, unit } = props;
  const { zone } = useZone();
  const data = useMemo(() => rows.map(({ at, values }) => ({ at, ...values })), [rows]);
  const label = (at: string) => axisTime(at, zone, stepMs);
  const steps = rows.map(({ at }) => at);
  const ticks = axisTicks(steps, label, width - AXIS_PX);
  return (
    <LineChart
      h={height}
      data={data}
      dataKey="at"
      series={series.map(({ name, label: text, color }) => ({ name, label: text, color }))}
      accessibilityLayer={false}
      connectNulls={false}
      curveType="linear"
      valueFormatter={(value) => `${value.toLocaleString('en')} ${unit}`}
      xAxisProps={{ tickFormatter: label, ticks, interval: 0, tick: labelBelow }}
      yAxisProps={{ width: AXIS_PX, interval: 0, tick: labelBeside }}
      gridProps={LEVEL_ONLY}
      tooltipProps={{ labelFormatter: (at) => label(String(at)) }}
      // A step that stands alone has no line, but its two round ends.
      lineProps={{ isAnimationActive: false, dot: false, strokeLinecap: 'round' }}
    />
  );
}
