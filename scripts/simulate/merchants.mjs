import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../steps.mjs';
import { isTransient } from './attempt.mjs';

const KNOWN_EVERYWHERE_MS = 5_000;
const AGAIN_MS = 250;
const TRIES_MAX = 40;
export const EXPIRY_MS = 2_000;

/** @typedef {import('./attempt.mjs').Merchant} Merchant */
/** @typedef {import('./http-client.mjs').HttpClient} HttpClient */

/**
 * Merchants of the simulation's own, so that nobody else's keys expire or are revoked.
 * @typedef {object} Merchants
 * @property {Merchant} expiring whose keys live for two seconds
 * @property {Merchant} other
 * @property {Merchant} reader may read the other's data, and write nothing
 */

/**
 * Makes them; undefined where the API key is no operator's.
 * @param {HttpClient} client
 * @param {string} apiKey
 * @param {{ reason: string, isSpread: boolean }} options
 * @returns {Promise<Merchants | undefined>}
 */
export async function makeMerchants(client, apiKey, { reason, isSpread }) {
  const operator = { client, apiKey, reason };
  const made = await call(
    operator,
    'POST',
    '/merchants',
    { name: 'Simulated: keys of 2 s' },
    [403],
  );
  if (made.type !== undefined) return undefined;
  const expiring = await newApiKey(operator, made.id, ['ingest', 'read', 'admin']);
  const policy = { retention: `PT${EXPIRY_MS / 1000}S` };
  await call({ client, apiKey: expiring.apiKey, reason }, 'PUT', '/policies/payments', policy);
  const { id } = await call(operator, 'POST', '/merchants', { name: 'Simulated: a second one' });
  const other = await newApiKey(operator, id, ['ingest', 'read']);
  const reader = await newApiKey(operator, id, ['read']);
  if (isSpread) await sleep(KNOWN_EVERYWHERE_MS);
  return { expiring, other, reader };
}

/** @typedef {{ client: HttpClient, apiKey: string, reason: string }} Operator */

/** @param {Operator} operator @param {string} id of the merchant @param {readonly string[]} scopes */
export async function newApiKey(operator, id, scopes) {
  const key = await call(operator, 'POST', `/merchants/${id}/api-keys`, { name: 'sim', scopes });
  return { id, apiKey: String(key.secret), keyId: String(key.id) };
}

/** @param {Operator} operator @param {{ id: string, keyId: string }} key */
export async function revokeApiKey(operator, { id, keyId }) {
  await call(operator, 'POST', `/merchants/${id}/api-keys/${keyId}/revoke`, {});
}

/**
 * Again after a lost answer too: what is made twice is a merchant or an API key that nobody uses.
 * @param {Operator} operator
 * @param {string} method @param {string} path @param {object} body @param {readonly number[]} [allowed]
 */
async function call({ client, apiKey, reason }, method, path, body, allowed = []) {
  const request = {
    method,
    path,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, reason }),
  };
  let answer = await client.send(request);
  for (let again = 1; again < TRIES_MAX && (!answer || isTransient(answer.status)); again += 1) {
    await sleep(AGAIN_MS);
    answer = await client.send(request);
  }
  if (answer && (answer.status < 300 || allowed.includes(answer.status))) {
    return JSON.parse(answer.text);
  }
  throw new StartError(`${method} ${path} failed: ${answer ? answer.text : 'no answer'}`);
}
