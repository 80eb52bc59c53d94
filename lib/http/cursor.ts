import { createHmac, timingSafeEqual } from 'node:crypto';
import { invalidRequest } from './problem';

const MAC_BYTES = 16;

/**
 * Opaque, signed positions in lists. A cursor is bound to its list: the merchant, the path and the
 * filters, so that it cannot be altered or carried over to another one.
 */
export class Cursors {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  sign(list: string, position: string): string {
    const mac = this.#mac(list, position);
    return Buffer.concat([mac, Buffer.from(position)]).toString('base64url');
  }

  /** The position; throws the problem `invalid-request` at /cursor for any other text. */
  verify(list: string, cursor: string): string {
    const bytes = Buffer.from(cursor, 'base64url');
    const position = bytes.subarray(MAC_BYTES).toString();
    const mac = bytes.subarray(0, MAC_BYTES);
    const expected = this.#mac(list, position);
    // The spelling too: base64url has several for one value.
    if (
      mac.length !== MAC_BYTES ||
      !timingSafeEqual(mac, expected) ||
      this.sign(list, position) !== cursor
    ) {
      throw invalidRequest({
        pointer: '/cursor',
        detail: 'is not a cursor of this list with these filters',
      });
    }
    return position;
  }

  #mac(list: string, position: string): Buffer {
    return createHmac('sha256', this.#secret)
      .update(`cursor\n${list}\n${position}`)
      .digest()
      .subarray(0, MAC_BYTES);
  }
}
