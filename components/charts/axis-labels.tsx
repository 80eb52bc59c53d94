import type { XAxisTickContentProps, YAxisTickContentProps } from 'recharts';

/** From a label to what it labels. */
const GAP_PX = 10;
const LOOK = { fontSize: 12, fill: 'currentColor' };

// Recharts' own labels are broken into lines, for which each word is written into the page to be
// measured, and the whole page is laid out each time.

export function labelBelow({ x, y, payload, index, tickFormatter }: XAxisTickContentProps) {
  return (
    <text x={x} y={Number(y) + GAP_PX} dy="0.71em" textAnchor="middle" {...LOOK}>
      {tickFormatter?.(payload.value, index) ?? payload.value}
    </text>
  );
}

export function labelBeside({ x, y, payload, index, tickFormatter }: YAxisTickContentProps) {
  return (
    <text x={Number(x) - GAP_PX} y={y} dy="0.355em" textAnchor="end" {...LOOK}>
      {tickFormatter?.(payload.value, index) ?? payload.value}
    </text>
  );
}

/** A grid reckons where upright lines would be even if it draws none. */
export const LEVEL_ONLY = { verticalCoordinatesGenerator: () => [] };
