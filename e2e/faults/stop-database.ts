import { AppProcess, freePort, pause } from '../app-process';
import type { FaultContext, FaultReport } from './fault';
import { RetryingClients } from './retrying-clients';
import { holdsOnce, settleAccounts } from './verdict';

const CLIENTS = 24;
const LIFE_MS = { from: 300, to: 2000 };
/** Payments between two stops, at least: a stop of an idle database shows nothing. */
const SERVED = 50;

/** PostgreSQL stopped immediately, as in a power cut of its machine, and started again. */
export async function stopDatabase(context: FaultContext): Promise<FaultReport> {
  const { rounds } = context;
  const accounts = await stopRepeatedly(context, 'stop_database');
  return {
    figures: { stops: rounds, ...accounts },
    targets: { paidTwice: 0, acknowledgedLost: 0, keysStuck: 0, eventsMissing: 0 },
    pass: holdsOnce(accounts),
  };
}

/**
 * The negative control: the same with synchronous_commit off loses acknowledged payments. If it
 * does not, the check above cannot be trusted to see a loss.
 */
export async function loseDurability(context: FaultContext): Promise<FaultReport> {
  const { database, rounds } = context;
  // By itself the WAL writer would have flushed most of it before the stop.
  await database.set('wal_writer_delay', '10s');
  await database.set('wal_writer_flush_after', '1GB');
  try {
    const settings = { synchronous_commit: 'off' };
    const accounts = await stopRepeatedly(context, 'lose_durability', settings);
    return {
      figures: { stops: rounds, ...accounts },
      targets: { 'acknowledgedLost at least': 1 },
      pass: accounts.acknowledgedLost > 0,
    };
  } finally {
    await database.set('wal_writer_delay', '200ms');
    await database.set('wal_writer_flush_after', '1MB');
  }
}

async function stopRepeatedly(
  { database, rounds, random, say }: FaultContext,
  name: string,
  settings: Record<string, string> = {},
) {
  const { url, ownerUrl, connect } = await database.create(name, settings);
  const app = new AppProcess({
    port: await freePort(),
    databaseUrl: url,
    ownerUrl,
    dataDir: database.temporaryFolder(name),
  });
  const clients = await RetryingClients.around([app], CLIENTS, async (clients) => {
    for (let round = 1; round <= rounds; round += 1) {
      await pause(LIFE_MS.from + random() * (LIFE_MS.to - LIFE_MS.from));
      await clients.serves(SERVED);
      await database.restartImmediately();
      say(`stop ${round} of ${rounds}: ${clients.acknowledged.length} payments acknowledged`);
    }
  });
  const client = await connect();
  const accounts = await settleAccounts(client, clients);
  await client.end();
  return accounts;
}
