import type { AccessControl } from '@/lib/access/access-control';
import type { SingleSignOn } from '@/lib/access/oidc/single-sign-on';
import type { Sessions } from '@/lib/access/sign-in/sessions';
import type { Config } from '@/lib/config/environment';
import type { Pool, PrismaClient } from '@/lib/database/connection';

import type { ExportFiles } from '@/lib/exports/export-files';
import type { SealedLog } from '@/lib/exports/sealed-log';
import type { Cursors } from '@/lib/http/cursor';
import type { RateLimiter } from '@/lib/http/rate-limit';
import type { IdempotencyEngine } from '@/lib/idempotency/engine';
import type { EventJournal } from '@/lib/ledger/journal';
import type { Archive } from '@/lib/ledger/retention/archive';
import type { Policies } from '@/lib/policies/policies';
import type { Log } from '@/lib/telemetry/log';
import type { Metrics } from '@/lib/telemetry/metrics';

/** All that a process has one of. */
export interface Runtime {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
  /** For transactions and plain statements of use cases. */
  readonly workPool: Pool;
  readonly prisma: PrismaClient;
  readonly engine: IdempotencyEngine;
  readonly journal: EventJournal;
  readonly policies: Policies;
  readonly access: AccessControl;
  readonly sessions: Sessions;
  /** Where an issuer is configured. */
  readonly singleSignOn: SingleSignOn | undefined;
  readonly cursors: Cursors;
  readonly rateLimiter: RateLimiter;
  readonly sealedLog: SealedLog;
  /** Where parts of the log go that are dropped. */
  readonly archive: Archive;
  /** Of exports, on this instance. */
  readonly exportFiles: ExportFiles;
  /** False until migrated, and again while draining. */
  isReady(): boolean;
}
