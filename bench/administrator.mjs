import { randomBytes } from 'node:crypto';
import { placeOf } from './data-set.mjs';
import { runAdmin } from './onceover.mjs';

/** @typedef {import('./data-set.mjs').DataSet} DataSet */

/**
 * Signs a new administrator in: the first one's password is not kept.
 * @param {DataSet} dataSet
 * @param {string} url of an instance on it
 * @returns {Promise<{ name: string, value: string }>} the session's cookie
 */
export async function signInAdministrator(dataSet, url) {
  const name = randomBytes(12).toString('hex');
  const [email, password] = [`bench-${name}@example.com`, name];
  const invited = await runAdmin(placeOf(dataSet), ['invite', email, 'admin']);
  const token = String(invited.invitation).split('#invitation=')[1];
  await post(`${url}/api/auth/accept-invitation`, { token, password });
  const cookies = await post(`${url}/api/auth/sign-in/email`, { email, password });
  const [, session, value] =
    cookies.map((cookie) => /^(\S*session)=([^;]+)/.exec(cookie)).find(Boolean) ?? [];
  if (!session || !value) throw new Error('signing in gave no session');
  return { name: session, value };
}

/**
 * @param {string} address
 * @param {object} body
 * @returns {Promise<string[]>} the cookies that are set
 */
async function post(address, body) {
  const reply = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${address} answered ${reply.status}: ${await reply.text()}`);
  return reply.headers.getSetCookie();
}
