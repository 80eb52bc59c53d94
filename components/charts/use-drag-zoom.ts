import { useEffect, useState } from 'react';
import type { ChartRow, OnZoom } from './series';

/** Steps by their place in the chart. */
interface Drag {
  readonly from: number;
  readonly to: number;
}

/** The step that is pointed at, if one is. */
function indexOf(active: unknown): number | undefined {
  return active === undefined || active === null ? undefined : Number(active);
}

/** Dragging over steps zooms to them. One that is alone is all that is shown already. */
export function useDragZoom(rows: readonly ChartRow[], stepMs: number, onZoom?: OnZoom) {
  const [drag, setDrag] = useState<Drag>();
  const zoom = rows.length > 1 ? onZoom : undefined;
  useEffect(() => {
    if (!drag) return;
    // Wherever the button is let go.
    const end = () => {
      setDrag(undefined);
      const [from, to] = endsOf(drag).map((index) => rows[index]?.at);
      if (from === undefined || to === undefined || !zoom) return;
      zoom(from, new Date(Date.parse(to) + stepMs).toISOString());
    };
    window.addEventListener('mouseup', end);
    return () => window.removeEventListener('mouseup', end);
  }, [drag, rows, stepMs, zoom]);
  const [x1, x2] = drag ? endsOf(drag).map((index) => rows[index]?.at) : [];
  return {
    canZoom: zoom !== undefined,
    dragged: drag && { x1, x2 },
    begin: (active: unknown) => {
      const at = indexOf(active);
      if (zoom && at !== undefined) setDrag({ from: at, to: at });
    },
    move: (active: unknown) => {
      const at = indexOf(active);
      // Another object would have the whole chart drawn anew.
      if (at !== undefined)
        setDrag((begun) => (begun && begun.to !== at ? { ...begun, to: at } : begun));
    },
  };
}

function endsOf({ from, to }: Drag): number[] {
  return [Math.min(from, to), Math.max(from, to)];
}
