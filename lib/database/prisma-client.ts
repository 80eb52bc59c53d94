import { PrismaPg } from '@prisma/adapter-pg';
import type { Pool } from 'pg';
import { DatabaseError } from './failure';
import { Prisma, PrismaClient } from './prisma/client';

/** PrismaClientKnownRequestError: P1xxx could not connect, P2024 had no connection in time. */
const UNREACHABLE = /^(P1\d{3}|P2024)$/;
/** SQLSTATE classes: data, constraints, limits, and statements that cannot be right. */
const OUR_FAULT = /^(0A|22|23|42|54)/;

/**
 * Prisma on a pool of ours, so that its limits and timeouts hold for lists and details too. A
 * database that is away throws DatabaseError, as it does everywhere else.
 */
export function createPrisma(pool: Pool): PrismaClient {
  const client = new PrismaClient({ adapter: new PrismaPg(pool) }).$extends({
    query: {
      async $allOperations({ args, query }) {
        try {
          return await query(args);
        } catch (cause) {
          throw isAway(cause) ? new DatabaseError('unavailable', cause) : cause;
        }
      },
    },
  });
  // The extension changes what is thrown, not what can be called.
  return client as unknown as PrismaClient;
}

function isAway(cause: unknown): boolean {
  if (cause instanceof Prisma.PrismaClientKnownRequestError) {
    const sqlState: unknown = driverCause(cause.meta)?.originalCode;
    if (typeof sqlState !== 'string') return UNREACHABLE.test(cause.code);
    return !OUR_FAULT.test(sqlState);
  }
  // What is not Prisma's own comes from `pg`: a lost connection, a full pool.
  return !(
    cause instanceof Prisma.PrismaClientValidationError ||
    cause instanceof Prisma.PrismaClientUnknownRequestError
  );
}

function driverCause(meta: unknown): { readonly originalCode?: unknown } | undefined {
  return (meta as { driverAdapterError?: { cause?: { originalCode?: unknown } } } | undefined)
    ?.driverAdapterError?.cause;
}
