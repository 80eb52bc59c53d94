import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Agent, request } from 'node:http';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */

/** Reads and writes an instance of ours as a client does: one request at a time, one connection. */
export class ApiClient {
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #port;
  #headers;

  /**
   * @param {import('./onceover.mjs').Onceover} instance
   * @param {string} [apiKey] the instance's first one, if none is given
   */
  constructor({ target }, apiKey) {
    this.#port = target.port;
    this.#headers = apiKey ? { Authorization: `Bearer ${apiKey}` } : target.headers;
  }

  /**
   * @param {string} place below /api/v1
   * @param {unknown} [body] posted, if there is one
   * @returns {Promise<any>} what the API answers, as JSON
   * @throws {Error} with the answer, where it is an error
   */
  async json(place, body) {
    const response = await this.#send(place, body);
    const chunks = await response.toArray();
    const text = Buffer.concat(chunks).toString();
    if ((response.statusCode ?? 500) >= 400) {
      throw new Error(`${place} answered ${response.statusCode}: ${text.slice(0, 500)}`);
    }
    return JSON.parse(text);
  }

  /**
   * @param {string} place
   * @param {string} file where it is kept
   * @returns {Promise<{ bytes: number, sha256: string }>}
   * @throws {Error} where it is not answered in full
   */
  async download(place, file) {
    const response = await this.#send(place);
    if (response.statusCode !== 200) throw new Error(`${place} answered ${response.statusCode}`);
    const hash = createHash('sha256');
    let bytes = 0;
    const counted = new PassThrough();
    counted.on('data', (/** @type {Buffer} */ chunk) => {
      hash.update(chunk);
      bytes += chunk.length;
    });
    await pipeline(response, counted, createWriteStream(file));
    if (!response.complete) throw new Error(`${place} was not answered in full`);
    return { bytes, sha256: hash.digest('hex') };
  }

  /**
   * @param {string} place
   * @param {unknown} [body]
   * @returns {Promise<IncomingMessage>}
   */
  #send(place, body) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request({
        host: '127.0.0.1',
        port: this.#port,
        path: `/api/v1${place}`,
        method: text === undefined ? 'GET' : 'POST',
        agent: this.#agent,
        headers: {
          ...this.#headers,
          ...(text !== undefined && {
            'Content-Type': 'application/json',
            'Content-Length': String(Buffer.byteLength(text)),
          }),
        },
      });
      sent.once('response', resolve).once('error', reject);
      sent.end(text);
    });
  }

  close() {
    this.#agent.destroy();
  }
}
