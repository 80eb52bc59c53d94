import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../steps.mjs';
import { readLines } from './read-lines.mjs';

const RECORDS_MAX = 1000;
/** Of one report; what an instance with a smaller limit refuses is sent in halves. */
const BYTES_MAX = 1_000_000;
const TIMEOUT_MS = 60_000;
const BACK_OFF_MAX_MS = 5_000;
/** An instance that is away for longer ends the import, which may be started again. */
const PATIENCE_MS = 120_000;

/** @typedef {import('./read-lines.mjs').Line & { bytes: Buffer }} Sent */
/** @typedef {{ status: number, retryAfterMs: number, body: any }} Answer */

/** Sends a file's lines as observations, in their order. Ids deduplicate, so it may be repeated. */
export class Importer {
  accepted = 0;
  duplicates = 0;
  rejected = 0;
  /** Lines that have their verdict. */
  lines = 0;
  #url;
  #headers;
  #onRejected;

  /**
   * @param {{ url: URL, apiKey: string, onRejected: (line: number, detail: string) => void }} options
   */
  constructor({ url, apiKey, onRejected }) {
    this.#url = new URL('/api/v1/observations', url);
    this.#headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    this.#onRejected = onRejected;
  }

  /** Throws StartError where it cannot go on. @param {string} file */
  async send(file) {
    /** @type {Sent[]} */
    let waiting = [];
    let bytes = 0;
    for await (const { number, bytes: line } of readLines(file, BYTES_MAX)) {
      if (line === undefined) {
        this.#reject(number, `has more than ${BYTES_MAX} bytes`);
        continue;
      }
      if (!isJson(line)) {
        this.#reject(number, 'is not JSON');
        continue;
      }
      if (waiting.length === RECORDS_MAX || bytes + line.length > BYTES_MAX) {
        await this.#sendRecords(waiting);
        waiting = [];
        bytes = 0;
      }
      waiting.push({ number, bytes: line });
      bytes += line.length + 1;
    }
    if (waiting.length > 0) await this.#sendRecords(waiting);
  }

  /** A report that is refused as a whole is sent in halves, down to the record that is at fault. @param {Sent[]} records @returns {Promise<void>} */
  async #sendRecords(records) {
    const { status, body } = await this.#deliver(records);
    if (status === 202) {
      this.#count(records, body);
      return;
    }
    if (![400, 413, 422].includes(status))
      throw this.#stopped(records, `${status} ${body?.detail}`);
    const [first] = records;
    if (records.length === 1 && first) {
      this.#reject(first.number, String(body?.detail));
      return;
    }
    const half = Math.ceil(records.length / 2);
    await this.#sendRecords(records.slice(0, half));
    await this.#sendRecords(records.slice(half));
  }

  /** The answer, however often the way there breaks. @param {Sent[]} records @returns {Promise<Answer>} */
  async #deliver(records) {
    const body = Buffer.concat([
      Buffer.from('{"observations":['),
      ...records.flatMap(({ bytes }, index) => (index > 0 ? [Buffer.from(','), bytes] : [bytes])),
      Buffer.from(']}'),
    ]);
    const deadlineMs = performance.now() + PATIENCE_MS;
    for (let waitMs = 250; ; waitMs = Math.min(waitMs * 2, BACK_OFF_MAX_MS)) {
      const answer = await this.#post(body);
      if (answer.status !== 0 && answer.status !== 429 && answer.status < 500) return answer;
      if (performance.now() > deadlineMs) {
        throw this.#stopped(records, answer.status === 0 ? 'no answer' : String(answer.status));
      }
      await sleep(Math.max(waitMs, answer.retryAfterMs));
    }
  }

  /** Status 0 where there was no answer. @param {Buffer<ArrayBuffer>} body @returns {Promise<Answer>} */
  async #post(body) {
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: this.#headers,
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1000;
      return { status: response.status, retryAfterMs, body: parsed(await response.text()) };
    } catch {
      return { status: 0, retryAfterMs: 0, body: undefined };
    }
  }

  /** @param {Sent[]} records @param {{ accepted: number, duplicates: number, rejected: { index: number, detail: string }[] }} result */
  #count(records, { accepted, duplicates, rejected }) {
    this.accepted += accepted;
    this.duplicates += duplicates;
    this.lines += accepted + duplicates;
    for (const { index, detail } of rejected) {
      const record = records[index];
      if (record) this.#reject(record.number, detail);
    }
  }

  /** @param {number} line @param {string} detail */
  #reject(line, detail) {
    this.rejected += 1;
    this.lines += 1;
    this.#onRejected(line, detail);
  }

  /** @param {Sent[]} records @param {string} reason */
  #stopped(records, reason) {
    return new StartError(
      `stopped at line ${records[0]?.number}: ${this.#url.origin} answers ${reason}; run it again, what is there is known by its id`,
    );
  }
}

/** One value, so that nothing a line says can reach into the next. @param {Buffer} line */
function isJson(line) {
  try {
    JSON.parse(line.toString());
    return true;
  } catch {
    return false;
  }
}

/** What answers may be something else, such as a proxy. @param {string} text @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { detail: text.slice(0, 200) };
  }
}
