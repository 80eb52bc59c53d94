import http from 'node:http';
import https from 'node:https';

const SOCKETS_MAX = 64;
const TIMEOUT_MS = 30_000;

/**
 * @typedef {object} HttpRequest
 * @property {string} method
 * @property {string} path below /api/v1
 * @property {http.OutgoingHttpHeaders} headers
 * @property {string | Buffer | undefined} [body]
 * @property {number} [instance] which of the instances; taken modulo their number
 * @property {string} [localAddress] another address of this machine to come from
 * @property {number} [abandonAfterMs] the client leaves so long after it has sent all, on a socket of its own
 */

/**
 * @typedef {object} HttpAnswer
 * @property {number} status
 * @property {http.IncomingHttpHeaders} headers
 * @property {string} text
 */

/** Requests over kept-alive connections to one or several instances. */
export class HttpClient {
  #agent = new http.Agent({ keepAlive: true, maxSockets: SOCKETS_MAX });
  #secureAgent = new https.Agent({ keepAlive: true, maxSockets: SOCKETS_MAX });
  #urls;
  #hasAddresses;

  /** @param {readonly URL[]} urls */
  constructor(urls) {
    this.#urls = urls;
    // Linux answers for all of 127.0.0.0/8: clients then differ also where no proxy is trusted.
    this.#hasAddresses =
      process.platform === 'linux' &&
      urls.every(({ hostname }) => ['127.0.0.1', 'localhost'].includes(hostname));
  }

  /**
   * @param {HttpRequest} request
   * @returns {Promise<HttpAnswer | undefined>} undefined where there was no whole answer
   */
  send({ method, path, headers, body, instance = 0, localAddress, abandonAfterMs }) {
    const url = /** @type {URL} */ (this.#urls[instance % this.#urls.length]);
    const isSecure = url.protocol === 'https:';
    const kept = isSecure ? this.#secureAgent : this.#agent;
    return new Promise((resolve) => {
      const outgoing = (isSecure ? https : http).request(new URL(`/api/v1${path}`, url), {
        method,
        // Also with a method that has no body as a rule: what follows would be taken for a request.
        headers: { ...headers, 'content-length': Buffer.byteLength(body ?? '') },
        agent: abandonAfterMs === undefined ? kept : false,
        timeout: TIMEOUT_MS,
        ...(this.#hasAddresses && localAddress !== undefined && { localAddress, family: 4 }),
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
      if (abandonAfterMs !== undefined) {
        outgoing.on('finish', () => setTimeout(() => outgoing.destroy(), abandonAfterMs));
      }
      outgoing.on('close', () => resolve(undefined));
      outgoing.end(body);
    });
  }

  close() {
    this.#agent.destroy();
    this.#secureAgent.destroy();
  }
}
