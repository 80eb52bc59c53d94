import { type AreaRevealShapeProps, usePlotArea } from 'recharts';

/** Of a step's width. */
const BAR = 0.8;

/**
 * One series of stacked bars as a single path. Recharts draws what is stacked as areas, or as bars of
 * several components each: hundreds of these keep a page from answering.
 */
export function StepBars({ points = [], baseLine, fill }: AreaRevealShapeProps) {
  const plot = usePlotArea();
  if (!plot || !Array.isArray(baseLine)) return null;
  const width = (plot.width / points.length) * BAR;
  const bars = points.map(({ x, y }, index) => {
    const foot = baseLine[index]?.y;
    if (x === null || typeof y !== 'number' || typeof foot !== 'number' || y === foot) return '';
    return `M${x - width / 2},${y}h${width}V${foot}h${-width}z`;
  });
  return <path d={bars.join('')} fill={fill} />;
}
