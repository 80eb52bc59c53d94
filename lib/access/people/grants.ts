import type { Pool } from '@/lib/database/connection';
import { invalidRequest } from '@/lib/http/problem';
import { publicId, uuidOf } from '@/lib/http/uuid';
import type { GrantInput } from '../contract';
import { ALL_MERCHANTS } from '../roles';
import { type GrantRow, unknownMerchants } from './store';

/** Where a role is to hold and until when. Throws the problem `invalid-request`. */
export async function checkedGrants(workPool: Pool, { role, merchants, until }: GrantInput) {
  const endsAt = until === undefined ? null : new Date(until);
  if (endsAt && endsAt.getTime() <= Date.now()) {
    throw invalidRequest({ pointer: '/until', detail: 'must be in the future' });
  }
  const merchantIds = merchants?.map((id, index) => merchantOf(id, index)) ?? [ALL_MERCHANTS];
  const [unknown] = merchants ? await unknownMerchants(workPool, merchantIds) : [];
  if (unknown !== undefined) throw noMerchant(merchantIds.indexOf(unknown));
  const grants = [...new Set(merchantIds)].map((merchantId) => ({ merchantId, role }));
  return { grants, endsAt: endsAt?.toISOString() ?? null, source: 'here' } as const;
}

/** Grants as the outside sees them. */
export function presentGrants(rows: readonly GrantRow[]) {
  return rows.map((row) => ({
    role: row.role,
    merchant_id: row.merchant_id === ALL_MERCHANTS ? null : publicId('mer', row.merchant_id),
    ends_at: row.ends_at?.toISOString() ?? null,
  }));
}

function merchantOf(id: string, index: number): string {
  const merchantId = uuidOf('mer', id);
  if (merchantId === undefined) throw noMerchant(index);
  return merchantId;
}

function noMerchant(index: number) {
  return invalidRequest({ pointer: `/merchants/${index}`, detail: 'no merchant has this id' });
}
