'use client';

import { Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';

// Drawn by a library larger than the rest of a page: asked for by itself, when a chart is there.
const waiting = () => <Skeleton h="100%" radius="md" />;

export const TimeBars = dynamic(() => import('./time-bars').then((part) => part.TimeBars), {
  ssr: false,
  loading: waiting,
});

export const TimeLines = dynamic(() => import('./time-lines').then((part) => part.TimeLines), {
  ssr: false,
  loading: waiting,
});
