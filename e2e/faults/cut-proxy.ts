import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy before PostgreSQL that can lose an acknowledgement: the statement reaches the server,
 * the server commits and answers, and the answer is thrown away with the connection.
 */
export class CutProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #statement: string | undefined;
  cuts = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on `port`, or on a free one. */
  static async start(target: { host: string; port: number }, port = 0): Promise<CutProxy> {
    const server = createServer();
    const proxy = new CutProxy(server);
    server.on('connection', (client) => proxy.#serve(client, connect(target)));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed');
    return address.port;
  }

  /** Loses the answer to the next statement with this name (of a prepared statement). */
  cutNextAnswerTo(statement: string): void {
    this.#statement = statement;
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #serve(client: Socket, database: Socket): void {
    let cutting = false;
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
    client.on('data', (chunk: Buffer) => {
      if (this.#statement !== undefined && chunk.includes(this.#statement)) {
        this.#statement = undefined;
        cutting = true;
      }
      database.write(chunk);
    });
    database.on('data', (chunk: Buffer) => {
      if (!cutting) {
        client.write(chunk);
        return;
      }
      // The answer to an autocommitted statement comes after its commit.
      if (!chunk.includes('COMMIT') && !commandComplete(chunk)) return;
      this.cuts += 1;
      end();
    });
  }
}

/** True where the chunk holds ReadyForQuery, outside a transaction: 'Z', length 5, 'I'. */
function commandComplete(chunk: Buffer): boolean {
  return chunk.includes(Buffer.from([0x5a, 0, 0, 0, 5, 0x49]));
}
