import { inject } from 'vitest';
import { API_KEY } from '../app-process';
import { Api } from './api';
import { uuidOf } from './remains';

export interface Door {
  readonly name: string;
  readonly url: string;
}

const { one, two, second } = inject('instances');

/** Every test runs through both. */
export const doors: readonly Door[] = [
  { name: 'door one', url: one },
  { name: 'door two', url: two },
];
/** Another process of door two on the same database. */
export const secondInstance: Door = { name: 'door two, another process', url: second };

export interface Merchant {
  readonly id: string;
  readonly uuid: string;
  readonly api: Api;
}

/** The first API key: all scopes. */
export function operator(door: Door): Api {
  return new Api(door.url, API_KEY);
}

/** A merchant of the test's own, so that it finds only what it has made. */
export async function newMerchant(
  door: Door,
  scopes: readonly string[] = ['ingest', 'read', 'admin'],
): Promise<Merchant> {
  const made = await operator(door).post('/merchants', { name: 'Test', reason: 'a test' });
  if (made.status !== 201) throw new Error(`no merchant: ${made.status} ${made.text}`);
  const { id } = made.json;
  return { id, uuid: uuidOf(id), api: await newApiKey(door, id, scopes) };
}

export async function newApiKey(
  door: Door,
  merchantId: string,
  scopes: readonly string[],
): Promise<Api> {
  const body = { name: 'Test', scopes, reason: 'a test' };
  const made = await operator(door).post(`/merchants/${merchantId}/api-keys`, body);
  if (made.status !== 201) throw new Error(`no API key: ${made.status} ${made.text}`);
  return new Api(door.url, String(made.json.secret));
}

/** The same merchant's key, through another instance. */
export function through(door: Door, { secret }: Api): Api {
  return new Api(door.url, secret);
}

let addresses = 0;

/** Headers of a client at an address that nobody else comes from: floods are counted by address. */
export function fromNewAddress(): Record<string, string> {
  addresses += 1;
  const process = Number(globalThis.process.pid) % 65_536;
  return { 'x-forwarded-for': `10.${process >> 8}.${process & 255}.${addresses}` };
}
