'use client';

import '@mantine/charts/styles.css';
import { AreaChart } from '@mantine/charts';
import { getThemeColor, useMantineTheme } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useZone } from '../time/zone-provider';
import { LEVEL_ONLY, labelBelow, labelBeside } from './axis-labels';
import { axisTicks } from './axis-ticks';
import { axisTime } from './axis-time';
import type { ChartMark, ChartRow, OnZoom, Series } from './series';
import { StepBars } from './step-bars';

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

/** The bar that is pointed at, if one is. */
function indexOf(active: unknown): number | undefined {
  return active === undefined || active === null ? undefined : Number(active);
}

/** What Recharts draws: a step that is alone has an empty one after it, as one point is no area. */
function dataOf(rows: readonly ChartRow[], stepMs: number) {
  const data = rows.map(({ at, values }) => ({ at, ...values }));
  const [first, second] = data;
  if (!first || second) return data;
  return [first, { at: new Date(Date.parse(first.at) + stepMs).toISOString() }];
}

interface Drag {
  readonly from: number;
  readonly to: number;
}

/** Stacked bars over time; dragging over some of them zooms to them. Loaded only where it is drawn. */
export function TimeBars(props: TimeBarsProps) {
  const { rows, series, stepMs, height, width, marks = [], onZoom } = props;
  const { zone } = useZone();
  const theme = useMantineTheme();
  const [drag, setDrag] = useState<Drag>();
  const data = useMemo(() => dataOf(rows, stepMs), [rows, stepMs]);
  useEffect(() => {
    if (!drag) return;
    // Wherever the button is let go.
    const end = () => {
      setDrag(undefined);
      const [first, last] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
      const [from, to] = [rows[first]?.at, rows[last]?.at];
      if (from === undefined || to === undefined || !onZoom) return;
      onZoom(from, new Date(Date.parse(to) + stepMs).toISOString());
    };
    window.addEventListener('mouseup', end);
    return () => window.removeEventListener('mouseup', end);
  }, [drag, rows, stepMs, onZoom]);
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
      {...(drag && {
        referenceAreas: [
          {
            x1: rows[Math.min(drag.from, drag.to)]?.at,
            x2: rows[Math.max(drag.from, drag.to)]?.at,
            color: 'pine.5',
          },
        ],
      })}
      areaChartProps={{
        style: { cursor: onZoom ? 'crosshair' : 'default', userSelect: 'none' },
        onMouseDown: ({ activeTooltipIndex }) => {
          const at = indexOf(activeTooltipIndex);
          if (onZoom && at !== undefined) setDrag({ from: at, to: at });
        },
        onMouseMove: ({ activeTooltipIndex }) => {
          const at = indexOf(activeTooltipIndex);
          // Another object would have the whole chart drawn anew.
          if (at !== undefined)
            setDrag((begun) => (begun && begun.to !== at ? { ...begun, to: at } : begun));
        },
      }}
    />
  );
}
