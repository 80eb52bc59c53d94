import { connect } from 'node:net';

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {boolean} marked the replay marker stands in its head
 * @property {number} latencyMs
 */

const HEAD_END = Buffer.from('\r\n\r\n');
const ANSWER_BYTES = 16 * 1024;
const CHUNKED_END = Buffer.from('0\r\n\r\n');
const KEY_MARK = 'KEY-OF-THE-REQUEST-IN-36-CHARACTERS.';
const CUSTOMER_MARK = 'CUST';
const ORDER_MARK = 'ORDER-NO';

/** The payment that every contender gets; customer and order follow from the key. */
const BODY = JSON.stringify({
  amount: 4999,
  currency: 'EUR',
  customer_reference: `cus_${CUSTOMER_MARK}`,
  order_reference: `ord_${ORDER_MARK}`,
});

/**
 * The bytes of one request, made once; a key of 36 characters is written into them each time.
 * @param {string} path
 * @param {Readonly<Record<string, string>>} headers
 */
export function requestTemplate(path, headers) {
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `Content-Length: ${BODY.length}`,
    `Idempotency-Key: ${KEY_MARK}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${BODY}`, 'latin1');
  const offsets = [KEY_MARK, CUSTOMER_MARK, ORDER_MARK].map((mark) => bytes.indexOf(mark));
  return { bytes, offsets };
}

/** One keep-alive connection with one request at a time; reads no more of HTTP than it must. */
export class LoadConnection {
  #socket;
  #request;
  #offsets;
  #marker;
  /** @type {((answer: Answer) => void) | undefined} */
  #answered;
  /** @type {Buffer | undefined} the beginning of an answer */
  #received;
  #sentAtMs = 0;

  /**
   * @param {number} port
   * @param {ReturnType<typeof requestTemplate>} template
   * @param {string} marker the replay marker's header line, in lower case
   * @param {(error: Error) => void} onLost
   */
  constructor(port, template, marker, onLost) {
    this.#request = Buffer.from(template.bytes);
    this.#offsets = template.offsets;
    this.#marker = marker;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      // One buffer for all of its answers: what the generator does not use, the contender has.
      onread: {
        buffer: Buffer.allocUnsafe(ANSWER_BYTES),
        callback: (bytes, buffer) => this.#read(/** @type {Buffer} */ (buffer).subarray(0, bytes)),
      },
    });
    this.#socket.on('error', onLost);
    this.#socket.on('close', () => onLost(new Error('the server closed the connection')));
  }

  /**
   * @param {string} key 36 characters
   * @param {(answer: Answer) => void} answered
   */
  send(key, answered) {
    const [keyOffset = 0, customerOffset = 0, orderOffset = 0] = this.#offsets;
    this.#request.write(key, keyOffset, 'latin1');
    this.#request.write(key.slice(0, CUSTOMER_MARK.length), customerOffset, 'latin1');
    this.#request.write(key.slice(0, ORDER_MARK.length), orderOffset, 'latin1');
    this.#answered = answered;
    this.#sentAtMs = performance.now();
    this.#socket.write(this.#request);
  }

  close() {
    this.#socket.removeAllListeners('close').removeAllListeners('error');
    this.#answered = undefined;
    this.#socket.destroy();
  }

  /**
   * @param {Buffer} chunk overwritten after this call
   * @returns {true} goes on reading
   */
  #read(chunk) {
    const received = this.#received === undefined ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = received.indexOf(HEAD_END);
    const head = headEnd < 0 ? '' : received.toString('latin1', 0, headEnd).toLowerCase();
    if (headEnd < 0 || !isComplete(received, head, headEnd + HEAD_END.length)) {
      this.#received = Buffer.from(received);
      return true;
    }
    this.#received = undefined;
    const answered = this.#answered;
    this.#answered = undefined;
    answered?.({
      status: Number(head.slice(9, 12)),
      marked: head.includes(this.#marker),
      latencyMs: performance.now() - this.#sentAtMs,
    });
    return true;
  }
}

/**
 * @param {Buffer} received
 * @param {string} head
 * @param {number} bodyStart
 */
function isComplete(received, head, bodyStart) {
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) return received.length >= bodyStart + Number(length);
  // Nothing follows an answer before the next request: the last chunk ends what was received.
  return received.subarray(bodyStart).subarray(-CHUNKED_END.length).equals(CHUNKED_END);
}
