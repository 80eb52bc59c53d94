import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { AppProcess, freePort } from '../app-process';
import { CutProxy } from './cut-proxy';
import type { FaultContext, FaultReport } from './fault';
import { post } from './retrying-clients';

/**
 * The answer to a commit is lost between PostgreSQL and the app: the client is told that nobody
 * knows, and its retry gets the one result. Each attempt has one event.
 */
export async function loseAcknowledgements(context: FaultContext): Promise<FaultReport> {
  const { database, rounds, say } = context;
  const { url, ownerUrl, connect } = await database.create('lost_acknowledgement');
  const target = new URL(url);
  const proxy = await new CutProxy({
    host: target.hostname,
    port: Number(target.port),
  }).listen();
  target.port = String(proxy.port);
  const app = new AppProcess({
    port: await freePort(),
    databaseUrl: target.href,
    ownerUrl,
    dataDir: database.temporaryFolder('lost-acknowledgement'),
  });
  const figures = { cuts: 0, toldUnknown: 0, retriesReplayed: 0, otherAnswers: 0 };
  try {
    await app.start();
    for (let round = 1; round <= rounds; round += 1) {
      const key = randomUUID();
      const body = paymentBody(key);
      proxy.cutNextAnswerTo('claim-payments');
      const first = await post(`${app.url}/api/v1/payments`, key, body);
      const retry = await post(`${app.url}/api/v1/payments`, key, body);
      if (first?.status === 503 && first.body.includes('outcome-unknown')) figures.toldUnknown += 1;
      if (retry?.status === 201 && retry.replayed) figures.retriesReplayed += 1;
      else figures.otherAnswers += 1;
      if (round % 50 === 0) say(`${round} of ${rounds} acknowledgements lost`);
    }
  } finally {
    await app.stop();
    await proxy.close();
  }
  figures.cuts = proxy.cuts;
  const client = await connect();
  const stored = await countStored(client);
  await client.end();
  const pass =
    figures.cuts === rounds &&
    figures.toldUnknown === rounds &&
    figures.retriesReplayed === rounds &&
    stored.payments === rounds &&
    stored.executedEvents === rounds &&
    stored.replayedEvents === rounds &&
    stored.otherEvents === 0;
  return {
    figures: { ...figures, ...stored },
    targets: { retriesReplayed: rounds, payments: rounds, executedEvents: rounds },
    pass,
  };
}

function paymentBody(key: string): string {
  return JSON.stringify({
    amount: 1999,
    currency: 'EUR',
    customer_reference: 'cus_faults',
    order_reference: key,
  });
}

async function countStored(client: Client) {
  const { rows } = await client.query<Record<string, string>>(
    `WITH attempts AS (
       SELECT outcome FROM outbox WHERE json_extract_path_text(record, 'kind') = 'attempt'
       UNION ALL SELECT outcome FROM events WHERE kind = 'attempt')
     SELECT (SELECT count(*) FROM payments) AS payments,
       count(*) FILTER (WHERE outcome = 'executed') AS executed,
       count(*) FILTER (WHERE outcome = 'replayed') AS replayed,
       count(*) FILTER (WHERE outcome NOT IN ('executed', 'replayed')) AS other
     FROM attempts`,
  );
  const [row] = rows;
  return {
    payments: Number(row?.payments),
    executedEvents: Number(row?.executed),
    replayedEvents: Number(row?.replayed),
    otherEvents: Number(row?.other),
  };
}
