'use client';

import { Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import dynamic from 'next/dynamic';
import type { ComponentProps } from 'react';
import styles from './charts.module.css';
import { useTurn } from './use-turn';

// Drawn by a library larger than the rest of a page: asked for by itself, when a chart is there.
const loadBars = () => import('./time-bars').then((part) => part.TimeBars);
const loadLines = () => import('./time-lines').then((part) => part.TimeLines);
const waiting = () => <Skeleton h="100%" radius="md" />;

const Bars = dynamic(loadBars, { ssr: false, loading: waiting });
const Lines = dynamic(loadLines, { ssr: false, loading: waiting });

export function TimeBars(props: Omit<ComponentProps<typeof Bars>, 'width'>) {
  return <Place load={loadBars}>{(width) => <Bars {...props} width={width} />}</Place>;
}

export function TimeLines(props: Omit<ComponentProps<typeof Lines>, 'width'>) {
  return <Place load={loadLines}>{(width) => <Lines {...props} width={width} />}</Place>;
}

interface PlaceProps {
  readonly load: () => Promise<unknown>;
  readonly children: (width: number) => React.ReactNode;
}

/** Where a chart is drawn, once its width is known and it is its turn. */
function Place({ load, children }: PlaceProps) {
  const { ref, width } = useElementSize();
  const isMine = useTurn(load);
  return (
    <div ref={ref} className={styles.place}>
      {isMine && width > 0 ? children(width) : waiting()}
    </div>
  );
}
