import { AppProcess, freePort, pause } from '../app-process';
import type { FaultContext, FaultReport } from './fault';
import { auditLog, logHolds } from './log-verdict';
import { RetryingClients } from './retrying-clients';
import { holdsOnce, settleAccounts } from './verdict';

const CLIENTS = 12;
const LIFE_MS = { from: 50, to: 1500 };
/** The lease is 5 s. */
const TAKEOVER_MS = 60_000;
const POLL_MS = 50;

/**
 * SIGKILL of the instance that moves the log, again and again, while clients write: the other one
 * takes over. In the end the log has every attempt once, and its trees and checkpoints hold.
 */
export async function killTail(context: FaultContext): Promise<FaultReport> {
  const { database, rounds, random, say } = context;
  const { url, ownerUrl, connect } = await database.create('kill_tail');
  const dataDirs = ['one', 'two'].map((name) => database.temporaryFolder(`kill-tail-${name}`));
  const apps = await Promise.all(
    dataDirs.map(
      async (dataDir) =>
        new AppProcess({ port: await freePort(), databaseUrl: url, ownerUrl, dataDir }),
    ),
  );
  let slowestTakeoverMs = 0;
  const clients = await RetryingClients.around(apps, CLIENTS, async ({ acknowledged }) => {
    for (let round = 1; round <= rounds; round += 1) {
      const [owner] = await findOwner(apps);
      await pause(LIFE_MS.from + random() * (LIFE_MS.to - LIFE_MS.from));
      await owner.kill();
      const [, waitedMs] = await findOwner(apps.filter((app) => app !== owner));
      slowestTakeoverMs = Math.max(slowestTakeoverMs, waitedMs);
      await owner.start();
      say(`kill ${round} of ${rounds}: ${acknowledged.length} payments acknowledged`);
    }
  });
  const client = await connect();
  const accounts = await settleAccounts(client, clients);
  const log = await auditLog(client, dataDirs);
  await client.end();
  return {
    figures: {
      kills: rounds,
      slowestTakeoverMs: Math.round(slowestTakeoverMs),
      ...accounts,
      ...log,
    },
    targets: { eventsTwice: 0, paymentsNotInLog: 0, gaps: 0, headsWrong: 0, checkpointsWrong: 0 },
    pass: holdsOnce(accounts) && logHolds(log),
  };
}

/** The instance that moves the log, and how long it took until there was one. */
async function findOwner(apps: readonly AppProcess[]): Promise<[AppProcess, number]> {
  const startMs = performance.now();
  while (performance.now() - startMs < TAKEOVER_MS) {
    for (const app of apps) {
      const metrics = await fetch(`${app.url}/api/metrics`).then(
        (response) => response.text(),
        () => '',
      );
      if (/^onceover_tail_owner 1$/m.test(metrics)) return [app, performance.now() - startMs];
    }
    await pause(POLL_MS);
  }
  throw new Error('nobody has taken the log over');
}
