import type { z } from 'zod';
import type { PrismaClient } from '@/lib/database/connection';
import type { ApiResponse } from '@/lib/http/api-message';
import {
  type ListReader,
  listName,
  type listQuerySchema,
  pageResponse,
} from '@/lib/http/list-query';
import { notFound } from '@/lib/http/problem';
import { publicId } from '@/lib/http/uuid';
import { presentGrants } from './grants';
import { findPersonByEmail, findPersonRow, type GrantRow, listPersonRows } from './store';

type PersonRow = Awaited<ReturnType<typeof listPersonRows>>[number];

/** A page of the people who may or might sign in, newest first; no password, no session. */
export async function readPeople(
  reader: ListReader,
  query: z.output<typeof listQuerySchema>,
): Promise<ApiResponse> {
  const { limit, cursor } = query;
  const list = listName('', '/people', query);
  const before = cursor && reader.cursors.verify(list, cursor);
  const rows = await listPersonRows(reader.prisma, { before, limit });
  return pageResponse(rows, limit, reader.cursors, list, (row) => row.id, presentPerson);
}

const EVERYBODY = 100_000;

/** All people there are, newest first. */
export async function allPeople(prisma: PrismaClient) {
  const rows = await listPersonRows(prisma, { before: undefined, limit: EVERYBODY });
  return rows.map(presentPerson);
}

/** By its UUID. Throws the problem `not-found`. */
export async function readPerson(prisma: PrismaClient, personId: string) {
  const row = await findPersonRow(prisma, personId);
  if (!row) throw notFound('No person has this id.');
  return presentPerson(row);
}

/** Who has this email address, if anybody has. */
export async function findPerson(prisma: PrismaClient, email: string) {
  const row = await findPersonByEmail(prisma, email.toLowerCase());
  return row ? presentPerson(row) : undefined;
}

/** The UUID of who has this email address. Throws the problem `not-found`. */
export async function personIdOf(prisma: PrismaClient, email: string): Promise<string> {
  const row = await findPersonByEmail(prisma, email.toLowerCase());
  if (!row) throw notFound('Nobody has this email address.');
  return row.id;
}

function presentPerson(row: PersonRow) {
  const grants = row.grants.map(
    ({ merchantId, role, endsAt }): GrantRow => ({
      merchant_id: merchantId,
      // The table's own check allows no other.
      role: role as GrantRow['role'],
      ends_at: endsAt,
    }),
  );
  return {
    id: publicId('per', row.id),
    object: 'person',
    email: row.email,
    name: row.name,
    grants: presentGrants(grants),
    created_at: row.createdAt.toISOString(),
    disabled_at: row.disabledAt?.toISOString() ?? null,
    last_seen_at: row.lastSeenAt?.toISOString() ?? null,
  };
}
