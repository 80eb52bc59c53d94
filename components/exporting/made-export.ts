import type { z } from 'zod';
import type { exportSchema } from '@/lib/exports/contract';

/** An export as the API tells of it. */
export type MadeExport = z.output<typeof exportSchema>;
