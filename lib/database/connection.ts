import type { Pool as PgPool, PoolClient } from 'pg';
import type { PrismaClient as GeneratedClient } from './prisma/client';

/** The types by which use cases pass connections on, without knowing the drivers. */
export type Pool = PgPool;
export type Connection = PoolClient;
export type PrismaClient = GeneratedClient;
