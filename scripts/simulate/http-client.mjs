import http from 'node:http';
import https from 'node:https';

const SOCKETS_MAX = 64;
const TIMEOUT_MS = 30_000;

/**
 * @typedef {object} HttpRequest
 * @property {string} method
 * @property {string} path below /api/v1
 * @property {Record<string, string>} headers
 * @property {string | undefined} body
 * @property {string | undefined} [localAddress] another address of this machine to come from
 * @property {number} [abandonAfterMs] the client leaves without an answer
 */

/**
 * @typedef {object} HttpAnswer
 * @property {number} status
 * @property {http.IncomingHttpHeaders} headers
 * @property {string} text
 */

/** Requests over kept-alive connections, spread over instances. */
export class HttpClient {
  #agents = new Map();
  #urls;
  #next = 0;

  /** @param {readonly string[]} urls */
  constructor(urls) {
    this.#urls = urls.map((url) => new URL(url));
  }

  /** Whether other addresses of the loopback network can be come from. */
  get hasAddresses() {
    const loopback = this.#urls.every(({ hostname }) =>
      ['127.0.0.1', 'localhost'].includes(hostname),
    );
    return loopback && process.platform === 'linux';
  }

  /**
   * @param {HttpRequest} request
   * @returns {Promise<HttpAnswer | undefined>} undefined where there was no whole answer
   */
  send({ method, path, headers, body, localAddress, abandonAfterMs }) {
    const url = /** @type {URL} */ (this.#urls[this.#next++ % this.#urls.length]);
    const { request } = url.protocol === 'https:' ? https : http;
    const from = this.hasAddresses ? localAddress : undefined;
    return new Promise((resolve) => {
      const outgoing = request(new URL(`/api/v1${path}`, url), {
        method,
        // Also with a method that has no body as a rule: what follows would be taken for a request.
        headers: { ...headers, 'content-length': Buffer.byteLength(body ?? '') },
        agent: abandonAfterMs === undefined ? this.#agentFor(url, from) : undefined,
        family: 4,
        timeout: TIMEOUT_MS,
        ...(from !== undefined && { localAddress: from }),
      });
      outgoing.on('response', (incoming) => {
        /** @type {Buffer[]} */
        const chunks = [];
        incoming.on('data', (chunk) => chunks.push(chunk));
        incoming.on('error', () => resolve(undefined));
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
        });
      });
      outgoing.on('timeout', () => outgoing.destroy());
      outgoing.on('error', () => resolve(undefined));
      outgoing.end(body);
      if (abandonAfterMs === undefined) return;
      setTimeout(() => {
        outgoing.destroy();
        resolve(undefined);
      }, abandonAfterMs);
    });
  }

  close() {
    for (const agent of this.#agents.values()) agent.destroy();
  }

  /** @param {URL} url @param {string | undefined} from */
  #agentFor(url, from) {
    const name = `${url.origin} ${from}`;
    const known = this.#agents.get(name);
    if (known) return known;
    const { Agent } = url.protocol === 'https:' ? https : http;
    const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX });
    this.#agents.set(name, agent);
    return agent;
  }
}
