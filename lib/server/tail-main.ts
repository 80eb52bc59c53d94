import { parentPort, workerData } from 'node:worker_threads';
import { historyProjections } from '@/lib/history/projections';
import { uuidv7 } from '@/lib/http/uuid';
import { CheckpointFiles } from '@/lib/ledger/checkpoints/checkpoint-files';
import { Checkpointer } from '@/lib/ledger/checkpoints/checkpointer';
import { SigningKeys } from '@/lib/ledger/checkpoints/signing-keys';
import type { Projection } from '@/lib/ledger/projection';
import { openTailPool } from '@/lib/ledger/tail/open-pool';
import { Tail } from '@/lib/ledger/tail/tail';
import { createLog } from '@/lib/telemetry/log';
import type { TailSettings } from './tail-thread';

/** The read models that are made from the log, in the order in which they are. */
const PROJECTIONS: readonly Projection[] = [...historyProjections];

/** The tail's thread: runs until it is told to stop, then ends by itself. */
async function main(settings: TailSettings): Promise<void> {
  const { ownerUrl, tailRole, secret, dataDir, logLevel } = settings;
  const log = createLog(logLevel);
  const stopping = new AbortController();
  parentPort?.once('message', () => stopping.abort());
  const pool = openTailPool(ownerUrl, tailRole, (error) =>
    log.warn({ err: error }, 'an idle connection of the tail was lost'),
  );
  const tail = new Tail({
    pool,
    ownerId: uuidv7(),
    projections: PROJECTIONS,
    checkpointer: new Checkpointer({
      pool,
      keys: new SigningKeys(pool, secret),
      files: new CheckpointFiles(dataDir),
      now: () => performance.now(),
    }),
    log,
    onReport: (report) => parentPort?.postMessage(report),
  });
  await tail.run(stopping.signal);
  await pool.end();
  parentPort?.close();
}

await main(workerData);
