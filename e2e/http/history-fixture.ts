import { expect } from 'vitest';
import { pause } from '../app-process';
import { type Api, type Json, payment, type Reply } from './api';
import { type Door, type Merchant, newMerchant } from './doors';

const SEALED_MS = 20_000;
const POLL_MS = 100;
/** What a key may be; each of its signs means something in a URL. */
export const KEY = 'order/2026&17%+';
export const MICROSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const POLICY = { retention: 'PT1H', reason: 'Ticket 1138: short jobs' };

export async function ok(reply: Promise<Reply>): Promise<Json> {
  const { status, text, json } = await reply;
  expect(status, text).toBe(200);
  return json;
}

/** Reads until it fits: the log is up to 2 s behind, on a slow machine more. */
export async function until(api: Api, path: string, fits: (json: Json) => boolean): Promise<Json> {
  const deadlineMs = performance.now() + SEALED_MS;
  let json = await ok(api.get(path));
  while (!fits(json) && performance.now() < deadlineMs) {
    await pause(POLL_MS);
    json = await ok(api.get(path));
  }
  expect(fits(json), JSON.stringify(json)).toBe(true);
  return json;
}

export const member = (rows: readonly Json[], name: string) => rows.map((row) => row[name]);

/** A merchant with some of everything in its log. */
export interface History {
  readonly merchant: Merchant;
  readonly api: Api;
  readonly paid: Reply;
  readonly conflict: Reply;
  readonly refund: Reply;
  /** Of the payment's key. */
  readonly keyId: string;
  /** All attempts, newest first. */
  readonly attempts: readonly Json[];
}

export async function makeHistory(door: Door): Promise<History> {
  const merchant = await newMerchant(door);
  const { api } = merchant;
  const body = payment({
    order_reference: 'ord_17',
    provider_reference: 'psp_17',
    payment_method: { last4: '4242' },
    metadata: { shop: 'eu' },
  });
  const from = { 'user-agent': 'till/1', 'x-forwarded-for': '198.51.100.17' };
  const paid = await api.keyed('/payments', body, KEY, from);
  await api.keyed('/payments', body, KEY);
  const conflict = await api.keyed('/payments', { ...body, amount: 5 }, KEY);
  await api.pay(payment({ amount: 0, customer_reference: 'cus_refused' }));
  // A refusal is written after its answer: what follows could come before it in the log.
  await until(api, '/events?outcome=invalid_request', ({ data }) => data.length === 1);
  const refund = await api.keyed('/refunds', { payment_id: paid.json.id, amount: 1 });
  const changed = await api.send('/policies/jobs', { method: 'PUT', body: POLICY });
  expect(changed.status, changed.text).toBe(200);
  await api.keyed('/jobs', { queue: 'mail', payload: 1 });
  const all = await until(api, '/events?kind=attempt', ({ data }) => data.length === 6);
  const keys = await ok(api.get(`/keys?key=${encodeURIComponent(KEY)}`));
  const keyId = String(keys.data[0]?.id);
  return { merchant, api, paid, conflict, refund, keyId, attempts: all.data };
}
