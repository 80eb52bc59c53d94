import type { Pool } from '@/lib/database/connection';
import { publicId } from '@/lib/http/uuid';
import type { ShownSampleCompany } from './contract';
import { sampleTickets } from './sample-stories';
import { findSample } from './store';

/** Whether a merchant is a sample company, and what can be tried on it. Throws DatabaseError. */
export async function readSample(pool: Pool, merchantId: string): Promise<ShownSampleCompany> {
  const loadedAt = await findSample(pool, merchantId);
  return {
    object: 'sample_company',
    merchant_id: publicId('mer', merchantId),
    is_sample: loadedAt !== undefined,
    loaded_at: loadedAt?.toISOString() ?? null,
    tickets: loadedAt ? sampleTickets(loadedAt) : [],
  };
}
