import type { Pool } from 'pg';
import type { PrismaClient } from '@/lib/database/prisma/client';
import { type Queryable, runStatement } from '@/lib/database/session';
import type { Operation } from '@/lib/idempotency/attempt';
import type { Policy } from '@/lib/idempotency/policy';

interface PolicyRow {
  version: number;
  preset: Policy['preset'];
  retention: string;
  evidence_retention: string;
  ignored_members: string[];
  key_headers: string[];
}

const COLUMNS = 'version, preset, retention, evidence_retention, ignored_members, key_headers';

/** The newest version; undefined where the default holds. Throws DatabaseError. */
export async function findNewest(
  pool: Pool,
  merchantId: string,
  operation: Operation,
): Promise<Policy | undefined> {
  const [row] = await runStatement<PolicyRow>(pool, {
    name: 'find-newest-policy',
    text: `SELECT ${COLUMNS} FROM policies WHERE merchant_id = $1 AND operation = $2
      ORDER BY version DESC LIMIT 1`,
    values: [merchantId, operation],
  });
  return row && toPolicy(row);
}

/** Throws DatabaseError. */
export async function findVersion(
  pool: Pool,
  merchantId: string,
  operation: Operation,
  version: number,
): Promise<Policy | undefined> {
  const [row] = await runStatement<PolicyRow>(pool, {
    name: 'find-policy-version',
    text: `SELECT ${COLUMNS} FROM policies
      WHERE merchant_id = $1 AND operation = $2 AND version = $3`,
    values: [merchantId, operation, version],
  });
  return row && toPolicy(row);
}

/** False where somebody else took this version's number at the same time. */
export async function insertVersion(
  transaction: Queryable,
  change: {
    readonly merchantId: string;
    readonly operation: Operation;
    readonly policy: Policy;
    readonly reason: string;
    readonly actor: string;
  },
): Promise<boolean> {
  const { merchantId, operation, policy, reason, actor } = change;
  const { rowCount } = await transaction.query({
    name: 'insert-policy',
    text: `INSERT INTO policies (merchant_id, operation, ${COLUMNS}, reason, created_by)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
    values: [
      merchantId,
      operation,
      policy.version,
      policy.preset,
      policy.retention,
      policy.evidenceRetention,
      policy.ignoredMembers,
      policy.keyHeaders,
      reason,
      actor,
    ],
  });
  return rowCount === 1;
}

/** Versions below `before`, newest first; one more than `limit`. */
export function listVersions(
  prisma: PrismaClient,
  merchantId: string,
  operation: Operation,
  page: { readonly before: number | undefined; readonly limit: number },
) {
  return prisma.policy.findMany({
    where: { merchantId, operation, ...(page.before && { version: { lt: page.before } }) },
    orderBy: { version: 'desc' },
    take: page.limit + 1,
  });
}

function toPolicy(row: PolicyRow): Policy {
  return {
    version: row.version,
    preset: row.preset,
    retention: row.retention,
    evidenceRetention: row.evidence_retention,
    ignoredMembers: row.ignored_members,
    keyHeaders: row.key_headers,
  };
}
