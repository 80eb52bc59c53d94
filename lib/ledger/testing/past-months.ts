import { randomBytes } from 'node:crypto';
import { withConnection } from '@/lib/database/connect';
import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { uuidv7 } from '@/lib/http/uuid';
import { SALT_BYTES, StreamSealer } from '../tail/seal';
// biome-ignore lint/style/noRestrictedImports: it seals as the tail does, only at another time
import { insertEvents, insertNodes, moveHeads, readHeads } from '../tail/store';

/** The partition of a month that is over: `2024-01`. */
export async function makePastPartition(ownerUrl: string, month: string): Promise<void> {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const start = (later: number) => new Date(Date.UTC(year, number - 1 + later)).toISOString();
  await withConnection(ownerUrl, (client) =>
    client.query(`CREATE TABLE events_${month.replace('-', '_')} PARTITION OF events
      FOR VALUES FROM ('${start(0)}') TO ('${start(1)}')`),
  );
}

/** Seals records as the tail does, in that month. Returns their leaf hashes. */
export async function sealInMonth(
  ownerPool: Pool,
  merchantId: string,
  month: string,
  records: readonly Readonly<Record<string, unknown>>[],
): Promise<Buffer[]> {
  return await runTransaction(ownerPool, async (transaction) => {
    const { heads } = await readHeads(transaction, [merchantId]);
    const head = heads.get(merchantId);
    if (!head) throw new Error('there is no head');
    const sealer = new StreamSealer(head, `${month}-15T00:00:00.000000Z`);
    const sealed = records.map((record) =>
      sealer.seal(
        {
          merchantId,
          eventId: uuidv7(),
          occurredAt: `${month}-14T23:59:59.000000Z`,
          outcome: String(record.action ?? 'executed'),
          generation: null,
          record: JSON.stringify(record),
        },
        randomBytes(SALT_BYTES * 2).toString('hex'),
        false,
      ),
    );
    await insertEvents(transaction, sealed);
    await insertNodes(transaction, sealer.nodes);
    await moveHeads(transaction, [sealer.move]);
    return sealed.map(({ leafHash }) => Buffer.from(leafHash, 'hex'));
  });
}
