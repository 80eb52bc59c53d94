import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '@/lib/config/environment';
import type { Pool } from '@/lib/database/connection';
import { createPool } from '@/lib/database/pool';
import { ExportArchive } from '@/lib/exports/archive/export-archive';
import { runVerifier } from '@/lib/exports/archive/run-verifier';
import { ExportFiles } from '@/lib/exports/export-files';
import { makerInThreads } from '@/lib/exports/maker-thread';
import { openSealedLog } from '@/lib/exports/open-sealed-log';
import { uuidv7 } from '@/lib/http/uuid';
import { PRODUCT_VERSION } from './version';

const STATEMENT_TIMEOUT_MS = 5_000;
const LOCK_TIMEOUT_MS = 2_000;

/** What a process needs to make exports. The signing key is read as the tail reads it. */
export function openExports(
  config: Config,
  database: {
    readonly appUrl: string;
    readonly ownerUrl: string;
    readonly tailRole: string | null;
    readonly secret: string;
  },
  pool: Pool,
) {
  const { appUrl, ownerUrl, tailRole, secret } = database;
  const tailPool = createPool(ownerUrl, {
    size: 1,
    applicationName: 'onceover-signing',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    lockTimeoutMs: LOCK_TIMEOUT_MS,
    settings: tailRole === null ? {} : { role: tailRole },
  });
  const sealedLog = openSealedLog(pool, tailPool, secret);
  const shared = {
    maker: makerInThreads(appUrl, uuidv7()),
    log: sealedLog,
    version: PRODUCT_VERSION,
    verifyPage: () => readFile('dist/verify.html', 'utf8'),
  };
  const exportFiles = new ExportFiles({
    ...shared,
    folder: path.join(config.dataDir, 'exports'),
    pool,
  });
  const archive = new ExportArchive({
    ...shared,
    folder: path.join(config.dataDir, 'archive'),
    verify: (file, keys, signal) => runVerifier(file, keys, signal),
  });
  return { parts: { sealedLog, exportFiles, archive }, close: () => tailPool.end() };
}
