import { readFileSync } from 'node:fs';
import http from 'node:http';
import pg from 'pg';

/**
 * The least that a server of node:http can do with a payment: parse it, store it by group commit,
 * answer. No key is looked for, nobody authenticated, nothing validated or decided: what it reaches
 * on a machine is what a server there can reach.
 */

/** @typedef {{ key: string, request: string, answer: () => void }} Waiting */

const ROWS_MAX = 64;
const COMMITS_IN_FLIGHT = 2;

const [port, databaseUrl = '', jobFile = ''] = process.argv.slice(2);
/** @type {{ text: string, response: string, record: string }} */
const { text, response, record } = JSON.parse(readFileSync(jobFile, 'utf8'));

/** @type {pg.Client[]} */
const idle = [];
for (let made = 0; made < COMMITS_IN_FLIGHT; made += 1) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  idle.push(client);
}
/** @type {Waiting[]} */
const waiting = [];
let isScheduled = false;

/** After the event loop's turn, so that requests read in one turn travel together. */
function schedule() {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(() => {
    isScheduled = false;
    const client = waiting.length > 0 ? idle.pop() : undefined;
    if (client) void commit(client, waiting.splice(0, ROWS_MAX));
  });
}

/**
 * @param {pg.Client} client
 * @param {readonly Waiting[]} batch
 */
async function commit(client, batch) {
  const keys = batch.map(({ key }) => key);
  const constants = [response, record].map((each) => batch.map(() => each));
  const requests = batch.map(({ request }) => request);
  await client.query({ name: 'store', text, values: [keys, ...constants, requests] });
  idle.push(client);
  for (const { answer } of batch) answer();
  schedule();
}

const server = http.createServer((incoming, outgoing) => {
  let request = '';
  incoming.setEncoding('utf8');
  incoming.on('data', (chunk) => {
    request += chunk;
  });
  incoming.on('end', () => {
    JSON.parse(request);
    const answer = () => {
      outgoing.writeHead(201, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(response),
      });
      outgoing.end(response);
    };
    waiting.push({ key: String(incoming.headers['idempotency-key']), request, answer });
    schedule();
  });
});
server.listen(Number(port), '127.0.0.1');
