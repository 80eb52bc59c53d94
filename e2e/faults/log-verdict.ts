import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from 'pg';

/** What is wrong with the log; all zero where it holds. */
export interface LogAccounts {
  readonly eventsInLog: number;
  readonly eventsWaiting: number;
  readonly eventsTwice: number;
  readonly paymentsNotInLog: number;
  readonly gaps: number;
  readonly headsWrong: number;
  readonly checkpointsPublished: number;
  readonly checkpointsNeverCommitted: number;
  readonly checkpointsNotPublished: number;
  readonly checkpointsWrong: number;
}

const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Makes every stream's tree again from its leaves and holds heads and checkpoints against it, with
 * code of its own. `dataDirs` are those of all instances there have been.
 */
export async function auditLog(client: Client, dataDirs: readonly string[]): Promise<LogAccounts> {
  const heads = await select<{ merchant: string; size: string; frontier: Buffer }>(
    client,
    'SELECT merchant_id AS merchant, size, frontier FROM ledger_heads',
  );
  const committed = await select<{ merchant: string; size: string; note: string }>(
    client,
    'SELECT merchant_id AS merchant, size, note FROM checkpoints',
  );
  const published = publishedNotes(dataDirs);
  const keys = await publicKeys(client);
  let [gaps, headsWrong, checkpointsWrong] = [0, 0, 0];
  for (const { merchant, size, frontier } of heads) {
    const leaves = await select<{ seq: string; leaf: Buffer }>(
      client,
      'SELECT seq, leaf_hash AS leaf FROM events WHERE merchant_id = $1 ORDER BY seq, recorded_at',
      merchant,
    );
    gaps += leaves.filter(({ seq }, index) => Number(seq) !== index + 1).length;
    const tree = new Tree();
    const roots = leaves.map(({ leaf }) => tree.append(leaf));
    if (Number(size) !== leaves.length || !tree.frontier.equals(frontier)) headsWrong += 1;
    for (const checkpoint of committed.filter((each) => each.merchant === merchant)) {
      const root = roots[Number(checkpoint.size) - 1];
      const origin = `onceover/mer_${merchant.replaceAll('-', '')}`;
      const text = `${origin}\n${checkpoint.size}\n${root?.toString('base64')}\n`;
      if (!isSigned(checkpoint.note, text, keys)) checkpointsWrong += 1;
    }
  }
  const notes = new Set(committed.map(({ note }) => note));
  const [counts] = await select<Record<string, string>>(client, COUNTS);
  return {
    eventsInLog: Number(counts?.events),
    eventsWaiting: Number(counts?.waiting),
    eventsTwice: Number(counts?.twice),
    paymentsNotInLog: Number(counts?.missing),
    gaps,
    headsWrong,
    checkpointsPublished: published.size,
    checkpointsNeverCommitted: [...published].filter((note) => !notes.has(note)).length,
    checkpointsNotPublished: [...notes].filter((note) => !published.has(note)).length,
    checkpointsWrong,
  };
}

/** Whether nothing is wrong, and there was something to be right. */
export function logHolds(accounts: LogAccounts): boolean {
  const { eventsInLog, checkpointsPublished, ...faults } = accounts;
  const none = Object.values(faults).every((count) => count === 0);
  return none && eventsInLog > 0 && checkpointsPublished > 0;
}

const COUNTS = `
SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM outbox) AS waiting,
  (SELECT count(*) - count(DISTINCT (merchant_id, event_id)) FROM events) AS twice,
  (SELECT count(*) FROM payments p LEFT JOIN (
     SELECT merchant_id, event_id, count(*) AS times FROM events WHERE outcome = 'executed'
     GROUP BY merchant_id, event_id) e ON e.merchant_id = p.merchant_id AND e.event_id = p.request_id
   WHERE e.times IS DISTINCT FROM 1) AS missing`;

/** RFC 6962 §2.1, grown leaf by leaf. */
class Tree {
  #stack: { size: number; hash: Buffer }[] = [];

  append(leaf: Buffer): Buffer {
    let node = { size: 1, hash: leaf };
    for (let left = this.#stack.at(-1); left?.size === node.size; left = this.#stack.at(-1)) {
      this.#stack.pop();
      node = { size: 2 * node.size, hash: parent(left.hash, node.hash) };
    }
    this.#stack.push(node);
    return this.#stack.map(({ hash }) => hash).reduceRight((right, left) => parent(left, right));
  }

  get frontier(): Buffer {
    return Buffer.concat(this.#stack.map(({ hash }) => hash));
  }
}

function parent(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest();
}

function isSigned(note: string, text: string, keys: readonly KeyObject[]): boolean {
  if (!note.startsWith(`${text}\n— `)) return false;
  const [, , signature = ''] = note.slice(text.length + 1).split(' ');
  const bytes = Buffer.from(signature, 'base64').subarray(4);
  return keys.some((key) => verify(null, Buffer.from(text), key, bytes));
}

async function publicKeys(client: Client): Promise<KeyObject[]> {
  const rows = await select<{ key: Buffer }>(client, 'SELECT public_key AS key FROM signing_keys');
  return rows.map(({ key }) =>
    createPublicKey({ key: Buffer.concat([SPKI, key]), format: 'der', type: 'spki' }),
  );
}

function publishedNotes(dataDirs: readonly string[]): Set<string> {
  const folders = dataDirs.map((dataDir) => path.join(dataDir, 'checkpoints')).filter(existsSync);
  const files = folders.flatMap((folder) =>
    readdirSync(folder).map((file) => path.join(folder, file)),
  );
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(0, -1));
  return new Set(lines.map((line) => String(JSON.parse(line).note)));
}

async function select<Row extends object>(
  client: Client,
  text: string,
  ...values: unknown[]
): Promise<Row[]> {
  const { rows } = await client.query<Row>(text, values);
  return rows;
}
