import type { Server } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { ensureFirstMerchant } from '@/lib/access/ensure-first-merchant';
import { ensureAdministrator } from '@/lib/access/people/ensure-administrator';
import { ensureCredentials, ensureSecret } from '@/lib/config/data-folder';
import type { Config } from '@/lib/config/environment';
import { loadConfig } from '@/lib/config/load';
import { type OpenDatabase, openDatabase } from '@/lib/database/open';
import { startExports } from '@/lib/exports/start';
import { startMaintenance } from '@/lib/maintenance/start';
import { surviveLostOutput } from '@/lib/telemetry/lost-output';
import { announce } from './announce';
import { createRuntime, type RunningRuntime } from './create-runtime';
import { publishRuntime } from './current-runtime';
import { followClock } from './follow-clock';
import { drain, listen } from './listen';
import { loadPages } from './pages';
import type { Runtime } from './runtime';
import { TailThread } from './tail-thread';

const DRAIN_MS = 15_000;

interface Stoppable {
  readonly name: string;
  stop(): Promise<void>;
}

/**
 * Starts the whole product in this process and returns once it serves. SIGINT and SIGTERM drain it
 * and exit 0. Throws ConfigurationError or StartError with a line that says what to do.
 */
export async function main(): Promise<void> {
  surviveLostOutput();
  const config = loadConfig();
  // What `npm start` gives this thread, whose heap is made, would hold for all others too.
  setFlagsFromString('--max-semi-space-size=0');
  /** Ended in reverse order. */
  const running: Stoppable[] = [];
  const stopAll = async () => {
    for (const { stop } of running.reverse()) await stop();
  };
  endOnSignal(stopAll);
  try {
    await start(config, running);
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function start(config: Config, running: Stoppable[]): Promise<void> {
  const database = await openDatabase(config, announce);
  running.push({ name: 'database', stop: () => database.close() });
  const { appUrl, ownerUrl, tailRole } = database;
  if (!database.separated) {
    announce('the separation of database roles is absent: give DIRECT_DATABASE_URL another login');
  }
  const secret = ensureSecret(config);
  const opened = createRuntime(config, { appUrl, ownerUrl, tailRole, secret });
  const { runtime } = opened;
  // Stopped after the runtime, whose last refusals it still moves.
  const tail = startTail(config, database, runtime);
  if (tail) running.push({ name: 'tail', stop: () => tail.stop() });
  running.push({ name: 'runtime', stop: () => opened.close() });
  const following = new AbortController();
  running.push({ name: 'clock', stop: async () => following.abort() });
  await followClock(runtime, following.signal);
  await firstRun(config, opened);
  publishRuntime(runtime);
  const maintenance = await startMaintenance({
    ownerUrl,
    tailRole,
    log: runtime.log,
    history: config.tail ? { months: config.historyMonths, archive: runtime.archive } : null,
  });
  running.push({ name: 'maintenance', stop: () => maintenance.stop() });
  const exporting = startExports({
    pool: runtime.workPool,
    files: runtime.exportFiles,
    sealedLog: runtime.sealedLog,
    log: runtime.log,
  });
  running.push({ name: 'exports', stop: () => exporting.stop() });
  const [pages] = await Promise.all([loadPages(config), warmUp(runtime)]);
  const server: Server = await listen(config, runtime, pages);
  running.push({
    name: 'server',
    async stop() {
      opened.setReady(false);
      await drain(server, DRAIN_MS);
    },
  });
  opened.setReady(true);
  announce(`ready at ${config.publicUrl} (API description: ${config.publicUrl}/docs)`);
}

/** Null where this instance leaves the log to others. */
function startTail(
  config: Config,
  { ownerUrl, tailRole }: OpenDatabase,
  { log, metrics }: Runtime,
): TailThread | null {
  if (!config.tail) return null;
  const { dataDir, logLevel } = config;
  const settings = { ownerUrl, tailRole, secret: ensureSecret(config), dataDir, logLevel };
  const tail = new TailThread(settings, log, (report) => metrics.observeTail(report));
  tail.start();
  return tail;
}

/** What reads lists takes its time and memory at the first one: nobody waits for it later. */
async function warmUp({ prisma }: Runtime): Promise<void> {
  await prisma.merchant.findFirst({ select: { merchantId: true } });
}

/** The first merchant, its API key and the administrator; what was made is printed once. */
async function firstRun(config: Config, { runtime }: RunningRuntime): Promise<void> {
  const credentials = ensureCredentials(config);
  await ensureFirstMerchant(runtime.workPool, credentials.apiKey);
  await ensureAdministrator(runtime.workPool, {
    email: credentials.adminEmail,
    password: credentials.adminPassword,
  });
  if (!credentials.created) return;
  announce(`first run: these are kept in ${credentials.file} (0600) and not shown again`);
  announce(`  administrator  ${credentials.adminEmail}`);
  if (config.adminPassword === null) announce(`  password       ${credentials.adminPassword}`);
  if (config.apiKey === null) announce(`  API key        ${credentials.apiKey}`);
}

function endOnSignal(stopAll: () => Promise<void>): void {
  let ending = false;
  const end = (signal: NodeJS.Signals) => {
    if (ending) return;
    ending = true;
    announce(`${signal}: draining`);
    stopAll().then(
      () => {
        announce('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        process.stderr.write(`onceover: could not stop cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}
