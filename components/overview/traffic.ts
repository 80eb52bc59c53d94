import type { z } from 'zod';
import type { expirySchema, storeSchema, trafficSchema } from '@/lib/history/answers';
import { only } from '../data/only';

export type Traffic = z.output<typeof trafficSchema>;

/** What is drawn of a step. */
const DRAWN = ['at', 'outcomes', 'latency_ms'] as const;
export type DrawnTraffic = Omit<Traffic, 'data'> & {
  readonly data: readonly Pick<Traffic['data'][number], (typeof DRAWN)[number]>[];
};

export function drawnTraffic(traffic: Traffic): DrawnTraffic {
  return { ...traffic, data: traffic.data.map((step) => only(step, DRAWN)) };
}

export type Expiry = z.output<typeof expirySchema>;
export type Store = z.output<typeof storeSchema>;
