import type { z } from 'zod';
import type { expirySchema, storeSchema, trafficSchema } from '@/lib/history/answers';

export type Traffic = z.output<typeof trafficSchema>;
export type Expiry = z.output<typeof expirySchema>;
export type Store = z.output<typeof storeSchema>;
