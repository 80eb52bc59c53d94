import { AppProcess, freePort, pause } from '../app-process';
import type { FaultContext, FaultReport } from './fault';
import { RetryingClients } from './retrying-clients';
import { holdsOnce, settleAccounts } from './verdict';

const CLIENTS = 24;
const LIFE_MS = { from: 50, to: 1500 };

/** SIGKILL of the app at random moments, under clients that retry. */
export async function killApp({
  database,
  rounds,
  random,
  say,
}: FaultContext): Promise<FaultReport> {
  const { url, ownerUrl, connect } = await database.create('kill_app');
  const app = new AppProcess({
    port: await freePort(),
    databaseUrl: url,
    ownerUrl,
    dataDir: database.temporaryFolder('kill-app'),
  });
  const clients = await RetryingClients.around([app], CLIENTS, async ({ acknowledged }) => {
    for (let round = 1; round <= rounds; round += 1) {
      await pause(LIFE_MS.from + random() * (LIFE_MS.to - LIFE_MS.from));
      await app.kill();
      await app.start();
      say(`kill ${round} of ${rounds}: ${acknowledged.length} payments acknowledged`);
    }
  });
  const client = await connect();
  const accounts = await settleAccounts(client, clients);
  await client.end();
  return {
    figures: { kills: rounds, ...accounts },
    targets: { paidTwice: 0, acknowledgedLost: 0, keysStuck: 0, eventsMissing: 0 },
    pass: holdsOnce(accounts),
  };
}
