import type { Socket } from 'node:net';
import { DatabaseProxy } from '@/lib/database/testing/database-proxy';

/**
 * Can lose an acknowledgement: the statement reaches the server, the server commits and answers, and
 * the answer is thrown away with the connection.
 */
export class CutProxy extends DatabaseProxy {
  #statement: string | undefined;
  cuts = 0;

  /** Loses the answer to the next statement with this name (of a prepared statement). */
  cutNextAnswerTo(statement: string): void {
    this.#statement = statement;
  }

  protected serve(client: Socket, database: Socket): void {
    let cutting = false;
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
      client.destroy();
    });
  }
}

/** True where the chunk holds ReadyForQuery, outside a transaction: 'Z', length 5, 'I'. */
function commandComplete(chunk: Buffer): boolean {
  return chunk.includes(Buffer.from([0x5a, 0, 0, 0, 5, 0x49]));
}
