import { Fault } from './digest';
import type { Verifying } from './verifying';

/**
 * Checks a bundle whose rows are not records of the log: the signed file is whole, and its rows and
 * sums are those that the manifest states. Throws Fault.
 */
export async function checkPlainRows(verifying: Verifying, name: string): Promise<void> {
  const { manifest, report, open } = verifying;
  if (manifest.sequence !== null) throw new Fault('the manifest names a range of the log');
  for (const empty of ['leaves.jsonl', 'proofs.jsonl']) {
    if ((await open(empty).take(1)).length > 0) throw new Fault(`${empty} has records`);
  }
  const pieces = open(name).rest();
  const rows = manifest.data_format === 'csv' ? csvRows(name, pieces) : jsonRows(name, pieces);
  const sums = new Map<string, bigint>();
  let count = 0;
  for await (const { amount, currency } of rows) {
    count += 1;
    if (manifest.kind !== 'payments' || amount === undefined || currency === undefined) continue;
    if (!/^\d+$/.test(amount)) throw new Fault(`row ${count}: its amount is not a whole number`);
    sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount));
  }
  if (count !== manifest.rows) {
    throw new Fault(`the manifest names ${manifest.rows} rows; there are ${count}`);
  }
  const found = [...sums].map(([currency, sum]) => [currency, String(sum)]).sort();
  if (JSON.stringify(found) !== JSON.stringify(Object.entries(manifest.sums).sort())) {
    throw new Fault(`the sums of the rows are ${JSON.stringify(Object.fromEntries(found))}`);
  }
  report.proved(`${name} has the ${count} rows and the sums that were signed`);
}

/** What is summed up of a row. */
interface Amount {
  readonly amount: string | undefined;
  readonly currency: string | undefined;
}

async function* jsonRows(name: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Amount> {
  let rest = '';
  for await (const text of decoded(name, pieces)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield amountOf(name, line);
  }
  if (rest !== '') throw new Fault(`${name} ends within a line`);
}

function amountOf(name: string, line: string): Amount {
  let row: { readonly amount?: unknown; readonly currency?: unknown } | null;
  try {
    row = JSON.parse(line);
  } catch {
    throw new Fault(`${name} has a line that is not JSON`);
  }
  const { amount, currency } = row ?? {};
  return {
    amount: typeof amount === 'number' ? String(amount) : undefined,
    currency: typeof currency === 'string' ? currency : undefined,
  };
}

async function* csvRows(name: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Amount> {
  let header: readonly string[] | undefined;
  for await (const row of csvRecords(name, pieces)) {
    if (header === undefined) {
      header = row;
      continue;
    }
    if (row.length !== header.length) throw new Fault(`${name} has a row of another width`);
    const cell = (column: string) => row[header?.indexOf(column) ?? -1] || undefined;
    yield { amount: cell('amount'), currency: cell('currency') };
  }
  if (header === undefined) throw new Fault(`${name} has no header`);
}

/** RFC 4180, CRLF only. */
async function* csvRecords(
  name: string,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<string[]> {
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for await (const text of decoded(name, pieces)) {
    for (const part of text.split(/(["\n]|,)/)) {
      if (part === '"') {
        quoted = !quoted;
        cell += part;
      } else if (quoted || (part !== ',' && part !== '\n')) {
        cell += part;
      } else if (part === ',') {
        row.push(unquoted(cell));
        cell = '';
      } else {
        if (!cell.endsWith('\r')) throw new Fault(`${name} has a row that does not end in CRLF`);
        row.push(unquoted(cell.slice(0, -1)));
        yield row;
        row = [];
        cell = '';
      }
    }
  }
  if (quoted || cell !== '' || row.length > 0) throw new Fault(`${name} ends within a row`);
}

function unquoted(cell: string): string {
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

async function* decoded(name: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of pieces) yield decoder.decode(piece, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw error instanceof TypeError ? new Fault(`${name} is not UTF-8`) : error;
  }
}
