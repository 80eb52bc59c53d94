import type { Socket } from 'node:net';
import { DatabaseProxy } from '@/lib/database/testing/database-proxy';

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
export class DisturbedConnection extends DatabaseProxy {
  readonly #url: URL;
  #disturbance: Disturbance | undefined;
  #held: (() => void)[] | undefined;
  #dead = false;
  happened = false;

  private constructor(url: URL, disturbance: Disturbance) {
    super({ host: url.hostname, port: Number(url.port) });
    this.#url = url;
    this.#disturbance = disturbance;
  }

  static async open(url: string, disturbance: Disturbance): Promise<DisturbedConnection> {
    return await new DisturbedConnection(new URL(url), disturbance).listen();
  }

  get url(): string {
    const url = new URL(this.#url);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  /** What was held goes on its way. */
  resume(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const send of held) send();
  }

  protected serve(client: Socket, database: Socket): void {
    if (this.#dead) {
      client.destroy();
      return;
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
        this.endAll();
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
      else if (chunk.includes('COMMIT')) client.destroy();
    });
  }
}
