import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A server that answers closes long before, however slow the machine is. */
const QUIET_MS = 30_000;

export interface RawReply {
  /** Everything that came back, as bytes' text. */
  readonly text: string;
  /** Of the first answer; 0 without one. */
  readonly status: number;
  /** How many answers came back. */
  readonly answers: number;
  /** Whether the server closed the connection. */
  readonly closed: boolean;
}

/** A connection on which anything can be sent, whether or not it is HTTP. */
export class RawSocket {
  readonly #socket: Socket;
  readonly #ended: Promise<unknown>;
  #text = '';
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#ended = once(socket, 'close');
    socket.on('data', (chunk) => {
      this.#text += chunk.toString('latin1');
    });
    socket.on('close', () => {
      this.#closed = true;
    });
    // A reset is one way in which a server refuses.
    socket.on('error', () => undefined);
  }

  static async open(url: string): Promise<RawSocket> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const raw = new RawSocket(socket);
    await once(socket, 'connect');
    return raw;
  }

  write(data: string | Buffer): void {
    if (!this.#closed) this.#socket.write(data);
  }

  /** Leaves what comes back where it is: the server's buffers fill up. */
  stopReading(): void {
    this.#socket.pause();
  }

  get text(): string {
    return this.#text;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** What came back by the time the server closes, or else after `quietMs`. */
  async reply(quietMs = QUIET_MS): Promise<RawReply> {
    let timer: NodeJS.Timeout | undefined;
    const quiet = new Promise((resolve) => {
      timer = setTimeout(resolve, quietMs);
    });
    await Promise.race([this.#ended, quiet]);
    clearTimeout(timer);
    // Also one that follows a body without a line end.
    const statuses = [...this.#text.matchAll(/HTTP\/1\.1 (\d{3}) /g)];
    return {
      text: this.#text,
      status: Number(statuses[0]?.[1] ?? 0),
      answers: statuses.length,
      closed: this.#closed,
    };
  }

  /** The client goes away, with a reset. */
  destroy(): void {
    this.#socket.resetAndDestroy();
  }
}

/** Sends bytes on a connection of their own and reads until the server closes it. */
export async function sendRaw(
  url: string,
  data: string | Buffer,
  quietMs?: number,
): Promise<RawReply> {
  const socket = await RawSocket.open(url);
  socket.write(data);
  const reply = await socket.reply(quietMs);
  socket.destroy();
  return reply;
}

/** A request's text; lines of `head` are sent as they are. */
export function rawRequest(head: readonly string[], body = ''): string {
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
