import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What happens to what a client sends. */
export type Disturbance =
  /** The connection ends before the chunk gets through, and no new one is to be had: a kill. */
  | { readonly kind: 'kill'; readonly atChunk: (chunk: string, index: number) => boolean }
  /** The chunk gets through, the answer does not; later connections are well: a lost answer. */
  | { readonly kind: 'lose-answer'; readonly atChunk: (chunk: string, index: number) => boolean }
  /** The chunk, and all after it, wait until `resume`: a paused process. */
  | { readonly kind: 'pause'; readonly atChunk: (chunk: string, index: number) => boolean };

/**
 * A connection to PostgreSQL that is disturbed once, at a chunk of our choice. Chunks are counted
 * from the first one that opens a batch (its BEGIN).
 */
export class DisturbedConnection {
  readonly #server: Server;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #disturbance: Disturbance | undefined;
  #held: (() => void)[] | undefined;
  #dead = false;
  happened = false;

  private constructor(server: Server, target: URL, disturbance: Disturbance) {
    this.#server = server;
    this.#target = target;
    this.#disturbance = disturbance;
  }

  static async open(url: string, disturbance: Disturbance): Promise<DisturbedConnection> {
    const server = createServer();
    const disturbed = new DisturbedConnection(server, new URL(url), disturbance);
    server.on('connection', (client) => disturbed.#serve(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return disturbed;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('closed');
    const url = new URL(this.#target);
    url.hostname = '127.0.0.1';
    url.port = String(address.port);
    return url.href;
  }

  /** What was held goes on its way. */
  resume(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const send of held) send();
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #serve(client: Socket): void {
    if (this.#dead) {
      client.destroy();
      return;
    }
    const database = connect({ host: this.#target.hostname, port: Number(this.#target.port) });
    const end = () => {
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        end();
      });
    }
    let index = -1;
    let losing = false;
    client.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      if (index >= 0 || text.includes('BEGIN')) index += 1;
      const hit = index >= 0 && this.#disturbance?.atChunk(text, index) === true;
      const kind = hit ? this.#disturbance?.kind : undefined;
      if (hit) {
        this.#disturbance = undefined;
        this.happened = true;
      }
      if (kind === 'kill') {
        this.#dead = true;
        for (const socket of this.#sockets) socket.destroy();
        return;
      }
      losing ||= kind === 'lose-answer';
      if (kind === 'pause') this.#held = [];
      if (this.#held) this.#held.push(() => database.write(chunk));
      else database.write(chunk);
    });
    database.on('data', (chunk: Buffer) => {
      if (!losing) client.write(chunk);
      // The commit has happened by the time its answer comes.
      else if (chunk.includes('COMMIT')) end();
    });
  }
}
