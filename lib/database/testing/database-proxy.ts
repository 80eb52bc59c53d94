import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

interface Target {
  readonly host: string;
  readonly port: number;
}

/** A TCP proxy before PostgreSQL; what passes, and what does not, is up to its kind. */
export abstract class DatabaseProxy {
  readonly #target: Target;
  readonly #server = createServer((client) => this.#join(client));
  readonly #sockets = new Set<Socket>();

  constructor(target: Target) {
    this.#target = target;
  }

  /** Listens on `port`, or on a free one. */
  async listen(port = 0): Promise<this> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed');
    return address.port;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.endAll();
    await once(this.#server, 'close');
  }

  /** Passes on what the two sides send; when one ends, the other does. */
  protected abstract serve(client: Socket, database: Socket): void;

  protected endAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket): void {
    const database = connect(this.#target);
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
    this.serve(client, database);
  }
}
