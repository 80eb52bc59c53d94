/** Of a digit at the size that axes are written in: labels are digits and a little between them. */
const CHARACTER_PX = 6.7;
/** Between two labels. */
const GAP_PX = 48;

/**
 * Which of the steps are labelled: every so many, from the first on, that the labels have room. It is
 * reckoned: a chart that chooses them itself writes one after the other into the page to measure it,
 * and has the whole page laid out each time.
 */
export function axisTicks(
  steps: readonly string[],
  label: (step: string) => string,
  widthPx: number,
): string[] {
  const labelPx = label(steps[0] ?? '').length * CHARACTER_PX;
  const stepPx = widthPx / steps.length;
  const every = Math.max(1, Math.ceil((labelPx + GAP_PX) / stepPx));
  const hasRoom = (index: number) => (index + 0.5) * stepPx + labelPx / 2 <= widthPx;
  return steps.filter((_, index) => index % every === 0 && hasRoom(index));
}
