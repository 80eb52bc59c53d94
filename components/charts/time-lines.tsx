'use client';

import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { useMemo } from 'react';
import type { DotItemDotProps } from 'recharts';
import { useZone } from '../time/zone-provider';
import { axisTime } from './axis-time';
import type { ChartRow, Series } from './series';

interface TimeLinesProps {
  readonly rows: readonly ChartRow[];
  readonly series: readonly Series[];
  readonly stepMs: number;
  readonly height: number;
  readonly unit: string;
}

/** A step that stands alone has no line. */
function drawAlone({ cx, cy, index, stroke, points }: DotItemDotProps) {
  const has = (at: number) => typeof points[at]?.value === 'number';
  if (!has(index) || has(index - 1) || has(index + 1)) return <g key={index} />;
  return <circle key={index} cx={cx} cy={cy} r={1.5} fill={stroke} />;
}

/** Lines over time, broken where there is no value. Loaded only where it is drawn. */
export function TimeLines({ rows, series, stepMs, height, unit }: TimeLinesProps) {
  const { zone } = useZone();
  const data = useMemo(() => rows.map(({ at, values }) => ({ at, ...values })), [rows]);
  const label = (at: string) => axisTime(at, zone, stepMs);
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
      xAxisProps={{
        tickFormatter: label,
        minTickGap: 48,
        interval: 'equidistantPreserveStart',
      }}
      yAxisProps={{ width: 72 }}
      tooltipProps={{ labelFormatter: (at) => label(String(at)) }}
      lineProps={{ isAnimationActive: false, dot: drawAlone }}
    />
  );
}
