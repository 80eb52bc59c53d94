import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { leastUuidv7 } from '@/lib/http/uuid';
import { payment } from './api';
import { newMerchant, secondInstance, through } from './doors';
import { startInstance } from './own-instance';
import { uuidOf } from './remains';

const HOUR_MS = 3_600_000;
/** Several times what a request and a list take. */
const NEAR_MS = 60_000;

const folder = mkdtempSync(path.join(os.tmpdir(), 'onceover-clocks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a process is started with whose machine has another time. */
function withClockAhead(aheadMs: number): Record<string, string> {
  const file = path.join(folder, `${aheadMs}.mjs`);
  writeFileSync(file, `const now = Date.now;\nDate.now = () => now() + ${aheadMs};\n`);
  return { NODE_OPTIONS: `--import ${pathToFileURL(file).href}` };
}

describe.each([
  ['an hour ahead', HOUR_MS],
  ['an hour behind', -HOUR_MS],
])('an instance whose clock is %s', (_, aheadMs) => {
  test.each([{ name: 'door one' }, { name: 'door two' }])(
    'makes ids by the database’s, so that a span has its payments: $name',
    async (door) => {
      const instance = await startInstance(door, withClockAhead(aheadMs));
      try {
        const merchant = await newMerchant(secondInstance);
        const other = through(instance, merchant.api);
        const made = [];
        for (const api of [merchant.api, other, merchant.api, other]) {
          made.push((await api.pay(payment())).json);
        }
        const ids = made.map(({ id }) => String(id));
        for (const [index, { created_at: createdAt }] of made.entries()) {
          const [id, at] = [ids[index] ?? '', String(createdAt)];
          const apartMs = Date.parse(at) - Date.now();
          expect(Math.abs(apartMs)).toBeLessThan(NEAR_MS);
          expect(uuidOf(id) >= leastUuidv7(Date.parse(at) - NEAR_MS)).toBe(true);
          expect(uuidOf(id) < leastUuidv7(Date.parse(at) + NEAR_MS)).toBe(true);
        }
        const to = new Date(Date.now() + NEAR_MS).toISOString();
        const { json: listed } = await merchant.api.get(`/payments?to=${to}`);
        const found = listed.data.map(({ id }: { id: string }) => id);
        expect(found.sort()).toEqual(ids.sort());
        const metrics = await other.get('/api/metrics');
        const [, skew] = /^onceover_clock_skew_seconds (\S+)$/m.exec(metrics.text) ?? [];
        expect(Math.abs(Number(skew) - aheadMs / 1000)).toBeLessThan(NEAR_MS / 1000);
      } finally {
        await instance.end();
      }
    },
  );
});
