import { useEffect, useState } from 'react';

/** Until the chart before has been drawn. */
let before: Promise<unknown> = Promise.resolve();

/**
 * Charts are drawn one after the other, each in a task of its own: all of a page at once would keep
 * it from answering. False until it is this one's turn; `load` brings what draws it.
 */
export function useTurn(load: () => Promise<unknown>): boolean {
  const [isMine, setMine] = useState(false);
  useEffect(() => {
    const draw = () => {
      setMine(true);
      return twoFrames();
    };
    // What cannot be loaded says so when it is drawn.
    before = before.then(load).then(draw, draw);
  }, [load]);
  return isMine;
}

/** A chart measures its place in the first, and is drawn by the second. */
function twoFrames(): Promise<unknown> {
  return new Promise((resolve) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))),
  );
}
