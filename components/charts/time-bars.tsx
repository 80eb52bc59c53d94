'use client';

import '@mantine/charts/styles.css';
import { AreaChart } from '@mantine/charts';
import { getThemeColor, useMantineTheme } from '@mantine/core';
import { useMemo } from 'react';
import { useZone } from '../time/zone-provider';
import { LEVEL_ONLY, labelBelow, labelBeside } from './axis-labels';
import { axisTicks } from './axis-ticks';
import { axisTime } from './axis-time';
import type { ChartMark, ChartRow, OnZoom, Series } from './series';
import { StepBars } from './step-bars';
import { useDragZoom } from './use-drag-zoom';

interface TimeBarsProps {
  readonly rows: readonly ChartRow[];
  readonly series: readonly Series[];
  readonly stepMs: number;
  readonly height: number;
  /** Of the whole, in CSS pixels. */
  readonly width: number;
  readonly marks?: readonly ChartMark[];
  readonly onZoom?: OnZoom | undefined;
}

const AXIS_PX = 56;
/** Left and right of what is drawn. */
const MARGIN_PX = 10;

/** What Recharts draws: a step that is alone is between two empty ones, as one point is no area. */
function dataOf(rows: readonly ChartRow[], stepMs: number) {
  const data = rows.map(({ at, values }) => ({ at, ...values }));
  const [first, second] = data;
  if (!first || second) return data;
  const beside = (ms: number) => ({ at: new Date(Date.parse(first.at) + ms).toISOString() });
  return [beside(-stepMs), first, beside(stepMs)];
}

/** Stacked bars over time; dragging over some of them zooms to them. Loaded only where it is drawn. */
export function TimeBars(props: TimeBarsProps) {
  const { rows, series, stepMs, height, width, marks = [], onZoom } = props;
  const { zone } = useZone();
  const theme = useMantineTheme();
  const { canZoom, dragged, begin, move } = useDragZoom(rows, stepMs, onZoom);
  const data = useMemo(() => dataOf(rows, stepMs), [rows, stepMs]);
  const label = (at: string) => axisTime(at, zone, stepMs);
  const plotPx = width - AXIS_PX - MARGIN_PX;
  const steps = rows.map(({ at }) => at);
  const ticks = axisTicks(steps, label, plotPx);
  return (
    <AreaChart
      h={height}
      data={data}
      dataKey="at"
      type="stacked"
      series={[...series]}
      accessibilityLayer={false}
      valueFormatter={(value) => value.toLocaleString('en')}
      xAxisProps={{ scale: 'band', tickFormatter: label, ticks, interval: 0, tick: labelBelow }}
      yAxisProps={{ allowDecimals: false, width: AXIS_PX, interval: 0, tick: labelBeside }}
      gridProps={LEVEL_ONLY}
      tooltipProps={{
        labelFormatter: (at) => label(String(at)),
        cursor: { stroke: 'var(--chart-cursor-fill)', strokeWidth: plotPx / data.length },
      }}
      withDots={false}
      areaProps={({ color }) => ({
        shape: StepBars,
        fill: getThemeColor(color, theme),
        stroke: 'none',
      })}
      referenceLines={marks.flatMap(({ at, label: text }) => {
        const x = rows.findLast((row) => row.at <= at)?.at;
        return x === undefined ? [] : [{ x, label: text, color: 'grape.6', labelPosition: 'top' }];
      })}
      {...(dragged && { referenceAreas: [{ ...dragged, color: 'pine.5' }] })}
      areaChartProps={{
        style: { cursor: canZoom ? 'crosshair' : 'default', userSelect: 'none' },
        onMouseDown: ({ activeTooltipIndex }) => begin(activeTooltipIndex),
        onMouseMove: ({ activeTooltipIndex }) => move(activeTooltipIndex),
      }}
    />
  );
}
