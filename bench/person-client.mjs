import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** What `PageProblem` says, whatever the status is. */
const PROBLEM = /This could not be read|Not for your role|This page could not be made/;

/** Asks an instance as a browser of somebody signed in does, on one connection. */
export class PersonClient {
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #port;
  #cookie;

  /** @param {number} port @param {{ name: string, value: string }} cookie of the session */
  constructor(port, { name, value }) {
    this.#port = port;
    this.#cookie = `${name}=${value}`;
  }

  /**
   * How long a page, or an answer of the API, takes to its last byte.
   * @param {string} address
   * @returns {Promise<{ tookMs: number, problem: string | undefined }>} `problem`: what it says
   * where it is not what was asked for
   */
  async time(address) {
    const startedAtMs = performance.now();
    const answer = await this.#get(address);
    const chunks = await answer.toArray();
    const tookMs = performance.now() - startedAtMs;
    const body = Buffer.concat(chunks);
    const isZipped = answer.headers['content-encoding'] === 'gzip';
    const [said] = PROBLEM.exec((isZipped ? gunzipSync(body) : body).toString()) ?? [];
    return { tookMs, problem: answer.statusCode === 200 ? said : `${answer.statusCode}` };
  }

  /**
   * @param {string} address
   * @returns {Promise<import('node:http').IncomingMessage>}
   */
  #get(address) {
    const headers = { Cookie: this.#cookie, 'Accept-Encoding': 'gzip' };
    const sent = {
      host: '127.0.0.1',
      port: this.#port,
      path: address,
      agent: this.#agent,
      headers,
    };
    return new Promise((resolve, reject) => {
      request(sent).once('response', resolve).once('error', reject).end();
    });
  }

  close() {
    this.#agent.destroy();
  }
}
