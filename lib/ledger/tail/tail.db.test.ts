import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { uuidv7 } from '@/lib/http/uuid';
import { auditStream } from '../testing/audit-stream';
import { startTail, waiting, writeAttempts } from '../testing/tail-harness';

const MOVED_MS = 20_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function untilMoved(): Promise<void> {
  await expect.poll(() => waiting(database), { timeout: MOVED_MS }).toBe(0);
}

test('several writers, two tails that compete: gap-free, each event exactly once', async () => {
  const merchants = [uuidv7(), uuidv7(), uuidv7()];
  const tails = [startTail(database.ownerUrl), startTail(database.ownerUrl)];
  const ids = await Promise.all(
    merchants.map(async (merchantId) => {
      const written: string[] = [];
      for (let round = 0; round < 15; round += 1) {
        written.push(...(await writeAttempts(database.pool, merchantId, 1 + ((round * 7) % 40))));
      }
      return written;
    }),
  );
  await untilMoved();
  await Promise.all(tails.map((tail) => tail.stop()));
  for (const [index, merchantId] of merchants.entries()) {
    const events = await auditStream(database.pool, merchantId);
    expect(events.map(({ event }) => event.eventId).sort()).toEqual(ids[index]?.sort());
  }
});
