'use client';

import { Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import type { ComponentProps } from 'react';
import { useTurn } from './use-turn';

// Drawn by a library larger than the rest of a page: asked for by itself, when a chart is there.
const loadBars = () => import('./time-bars').then((part) => part.TimeBars);
const loadLines = () => import('./time-lines').then((part) => part.TimeLines);
const waiting = () => <Skeleton h="100%" radius="md" />;

const Bars = dynamic(loadBars, { ssr: false, loading: waiting });
const Lines = dynamic(loadLines, { ssr: false, loading: waiting });

export function TimeBars(props: ComponentProps<typeof Bars>) {
  return useTurn(loadBars) ? <Bars {...props} /> : waiting();
}

export function TimeLines(props: ComponentProps<typeof Lines>) {
  return useTurn(loadLines) ? <Lines {...props} /> : waiting();
}
