'use client';

import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useEffect, useMemo, useState } from 'react';
import type { BarShapeProps } from 'recharts';
import { useZone } from '../time/zone-provider';
import { axisTime } from './axis-time';
import type { ChartMark, ChartRow, OnZoom, Series } from './series';

interface TimeBarsProps {
  readonly rows: readonly ChartRow[];
  readonly series: readonly Series[];
  readonly stepMs: number;
  readonly height: number;
  readonly marks?: readonly ChartMark[];
  readonly onZoom?: OnZoom | undefined;
}

/** Recharts' own rectangle is ready to be animated, which takes several times as long for hundreds. */
function drawBar({ x, y, width, height, fill }: BarShapeProps) {
  return height ? <rect x={x} y={y} width={width} height={height} fill={fill} /> : <g />;
}

/** The bar that is pointed at, if one is. */
function indexOf(active: unknown): number | undefined {
  return active === undefined || active === null ? undefined : Number(active);
}

interface Drag {
  readonly from: number;
  readonly to: number;
}

/** Stacked bars over time; dragging over some of them zooms to them. Loaded only where it is drawn. */
export function TimeBars({ rows, series, stepMs, height, marks = [], onZoom }: TimeBarsProps) {
  const { zone } = useZone();
  const [drag, setDrag] = useState<Drag>();
  const data = useMemo(() => rows.map(({ at, values }) => ({ at, ...values })), [rows]);
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
  return (
    <BarChart
      h={height}
      data={data}
      dataKey="at"
      type="stacked"
      series={[...series]}
      accessibilityLayer={false}
      valueFormatter={(value) => value.toLocaleString('en')}
      xAxisProps={{
        tickFormatter: label,
        minTickGap: 48,
        interval: 'equidistantPreserveStart',
      }}
      yAxisProps={{ allowDecimals: false, width: 56 }}
      tooltipProps={{ labelFormatter: (at) => label(String(at)) }}
      barProps={{ isAnimationActive: false, shape: drawBar }}
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
      barChartProps={{
        barCategoryGap: '10%',
        style: { cursor: onZoom ? 'crosshair' : 'default', userSelect: 'none' },
        onMouseDown: ({ activeTooltipIndex }) => {
          const at = indexOf(activeTooltipIndex);
          if (onZoom && at !== undefined) setDrag({ from: at, to: at });
        },
        onMouseMove: ({ activeTooltipIndex }) => {
          const at = indexOf(activeTooltipIndex);
          if (at !== undefined) setDrag((begun) => begun && { ...begun, to: at });
        },
      }}
    />
  );
}
