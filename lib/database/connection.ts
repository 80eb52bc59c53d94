import type { Pool as PgPool } from 'pg';
import type { PrismaClient as GeneratedClient } from './prisma/client';

/** The types by which use cases pass connections on, without knowing the drivers. */
export type Pool = PgPool;
export type PrismaClient = GeneratedClient;
