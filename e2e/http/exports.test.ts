import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { type Api, expectProblem, type Json, payment } from './api';
import { doors, newApiKey, newMerchant, secondInstance, through } from './doors';

const WAIT = { timeout: 60_000, interval: 250 };
const SCOPES = ['ingest', 'read', 'export'];
const folder = mkdtempSync(path.join(os.tmpdir(), 'onceover-http-exports-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));
vi.setConfig({ testTimeout: 120_000 });

interface Shown extends Json {
  readonly state: string;
  readonly rows_total: number;
  readonly as_of: { readonly size: number; readonly root: string; readonly note: string };
}

async function requested(api: Api, body: object): Promise<Shown> {
  const reply = await api.post('/exports', body);
  expect(reply.status, reply.text).toBe(202);
  expect(reply.headers.location).toBe(`/api/v1/exports/${reply.json.id}`);
  return reply.json as Shown;
}

async function ready(api: Api, body: object): Promise<Shown> {
  const { id } = await requested(api, body);
  return await vi.waitFor(async () => {
    const shown = (await api.get(`/exports/${id}`)).json as Shown;
    expect(shown.state, JSON.stringify(shown)).toBe('ready');
    return shown;
  }, WAIT);
}

/** The bytes of a download, whatever they are. */
function download(api: Api, target: string): Promise<{ type: string; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${api.secret}` };
    const request = http.get(`${api.url}/api/v1${target}`, { headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(pieces);
        // Next sends a stream without its length.
        const length = Number(response.headers['content-length'] ?? bytes.length);
        if (response.statusCode !== 200 || length !== bytes.length) {
          reject(new Error(`${response.statusCode}: ${bytes.length} of ${length} bytes`));
        }
        resolve({ type: String(response.headers['content-type']), bytes });
      });
    });
    request.on('error', reject);
  });
}

/** Beside this process, so that connections that end meanwhile are seen to have ended. */
function verify(
  name: string,
  bytes: Buffer,
  ...args: string[]
): Promise<{ code: number; output: string }> {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return new Promise((resolve) => {
    const program = execFile(
      process.execPath,
      ['scripts/verify.mjs', file, ...args],
      (_error, stdout, stderr) =>
        resolve({ code: program.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

/** Payments of two customers, once they are in the log. */
async function withPayments(api: Api): Promise<void> {
  for (const customer of ['cus_a', 'cus_b', '=cmd|a']) {
    for (const amount of [100, 250]) {
      await api.pay(payment({ customer_reference: customer, amount }));
    }
  }
  await vi.waitFor(async () => {
    const { data } = (await api.get('/events?kind=attempt')).json;
    expect(data.length).toBe(6);
  }, WAIT);
}

describe.each(doors)('$name: exports', (door) => {
  test('an export runs by itself, is the same from any instance, and verifies offline', async () => {
    const { api } = await newMerchant(door, SCOPES);
    await withPayments(api);
    const filter = { customer_reference: 'cus_a' };
    const shown = await ready(api, { kind: 'events', format: 'csv', filter });
    expect(shown).toMatchObject({ rows_total: 2, rows_done: 2, filter: { kind: 'attempt' } });
    const { type, bytes } = await download(api, `/exports/${shown.id}/download`);
    expect(type).toBe('text/csv; charset=utf-8; header=present');
    expect(String(bytes).match(/\r\n/g)?.length).toBe(3);
    const bundle = await download(api, `/exports/${shown.id}/download?bundle=zip`);
    expect(bundle.type).toBe('application/zip');
    const elsewhere = through(secondInstance, api);
    expect(await download(elsewhere, `/exports/${shown.id}/download`)).toEqual({ type, bytes });
    const again = await download(elsewhere, `/exports/${shown.id}/download?bundle=zip`);
    expect(again.bytes.equals(bundle.bytes)).toBe(true);
    const keys = (await api.get('/audit/public-keys')).json.data;
    const key = String(keys[0]?.verifier_key);
    const name = `${shown.id}.zip`;
    expect(await verify(name, bundle.bytes, '--key', key)).toEqual({
      code: 0,
      output: expect.stringContaining('2 match the filter'),
    });
    const note = path.join(folder, `${shown.id}.note`);
    writeFileSync(note, shown.as_of.note);
    expect(await verify(name, bundle.bytes, '--key', key, '--since', note)).toMatchObject({
      code: 0,
    });
    const at = bundle.bytes.indexOf('cus_a');
    bundle.bytes.write('cus_b', at);
    expect(await verify(name, bundle.bytes, '--key', key)).toEqual({
      code: 1,
      output: expect.stringMatching(/WRONG +record \d+: .*customer_reference/),
    });
  });

  test('payments, keys and system events are exported too, and verify', async () => {
    const { api } = await newMerchant(door, SCOPES);
    await withPayments(api);
    for (const [kind, rows] of [
      ['payments', 6],
      ['keys', 6],
      ['access', undefined],
    ] as const) {
      for (const format of ['csv', 'jsonl']) {
        const shown = await ready(api, { kind, format });
        if (rows !== undefined) expect([kind, shown.rows_total]).toEqual([kind, rows]);
        const { bytes } = await download(api, `/exports/${shown.id}/download?bundle=zip`);
        const { code, output } = await verify(`${shown.id}.zip`, bytes);
        expect({ kind, format, code, output }).toEqual({
          kind,
          format,
          code: 0,
          output: expect.stringContaining('VERIFIED'),
        });
      }
    }
    const listed = (await api.get('/exports?limit=4')).json;
    expect(listed.data.length).toBe(4);
    expect((await api.get(`/exports?limit=4&cursor=${listed.next_cursor}`)).json.data.length).toBe(
      2,
    );
  });

  test('what cannot be exported, or not yet, is refused with what to do', async () => {
    const { api, id } = await newMerchant(door, SCOPES);
    const refused = async (body: object, ...pointers: string[]) =>
      expectProblem(await api.post('/exports', body), 'invalid-request', pointers);
    await refused({ kind: 'alerts', format: 'csv' }, '/kind');
    await refused({ kind: 'reconciliation', format: 'csv' }, '/kind');
    await refused({ kind: 'events', format: 'xlsx' }, '/format');
    await refused({ kind: 'events', format: 'csv', seed: 'x' }, '/seed');
    await refused({ kind: 'events', format: 'csv', sample: 0 }, '/sample');
    await refused({ kind: 'events', format: 'csv', filter: { nonsense: '1' } }, '/filter/nonsense');
    await refused({ kind: 'events', format: 'csv', filter: { limit: 1 } }, '/filter/limit');
    // A filter that is passed over would export everything.
    const prototype = JSON.parse('{"__proto__":"x"}');
    await refused({ kind: 'events', format: 'csv', filter: prototype }, '/filter/__proto__');
    await api.pay();
    const none = await ready(api, {
      kind: 'payments',
      format: 'csv',
      filter: { metadata: prototype },
    });
    expect(none.rows_total).toBe(0);
    await refused({ kind: 'events', format: 'csv', filter: { kind: 'system' } }, '/filter/kind');
    await refused({ kind: 'payments', format: 'csv', filter: { amount: 'x' } }, '/filter/amount');
    expectProblem(await api.get(`/exports/exp_${'0'.repeat(32)}`), 'not-found');
    const { id: exportId } = await requested(api, { kind: 'events', format: 'csv' });
    const stranger = await newMerchant(door, SCOPES);
    for (const target of [`/exports/${exportId}`, `/exports/${exportId}/download`]) {
      expectProblem(await stranger.api.get(target), 'not-found');
    }
    expectProblem(await stranger.api.post(`/exports/${exportId}/cancel`, undefined), 'not-found');
    const reader = await newApiKey(door, id, ['read']);
    expectProblem(await reader.get('/exports'), 'forbidden');
  });

  test('a cancelled export cannot be downloaded; who did what with it is in the log', async () => {
    const { api } = await newMerchant(door, SCOPES);
    await withPayments(api);
    const { id } = await requested(api, { kind: 'events', format: 'jsonl', reason: 'dispute' });
    const cancelled = (await api.post(`/exports/${id}/cancel`, undefined)).json as Shown;
    // A quick instance may have finished it.
    if (cancelled.state === 'cancelled') {
      expectProblem(await api.get(`/exports/${id}/download`), 'invalid-request');
    }
    const done = await ready(api, { kind: 'events', format: 'jsonl' });
    await download(api, `/exports/${done.id}/download`);
    await vi.waitFor(async () => {
      const { data } = (await api.get('/audit/access?subject=export')).json;
      const actions = data.map(({ action, reason }) => [action, reason]);
      expect(actions).toContainEqual(['export.requested', 'dispute']);
      expect(actions).toContainEqual(['export.downloaded', null]);
      if (cancelled.state === 'cancelled') {
        expect(actions).toContainEqual(['export.cancelled', null]);
      }
    }, WAIT);
  });
});
