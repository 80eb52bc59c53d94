import { createHash } from 'node:crypto';

/** @typedef {import('./http-client.mjs').HttpAnswer} HttpAnswer */
/** @typedef {{ address: string, agent: string }} Identity where a request comes from */
/** @typedef {{ id?: string, apiKey: string }} Merchant */

/**
 * A record of a batch whose records have keys of their own.
 * @typedef {object} KeyedRecord
 * @property {string} label
 * @property {string} key
 * @property {string} charge
 * @property {number} amount
 * @property {object} body
 * @property {number} status what is expected
 * @property {string} [slug]
 * @property {boolean} [replayed]
 */

/**
 * @typedef {object} Attempt
 * @property {string} label what this request is, for whoever learns from the ground truth
 * @property {string} [path] below /api/v1
 * @property {string} [method]
 * @property {string | undefined} [key]
 * @property {'header' | 'quoted' | 'x-header' | 'member'} [keyAt]
 * @property {object | string | Buffer | undefined} [body] a text is sent as it is
 * @property {import('node:http').OutgoingHttpHeaders} [headers]
 * @property {Identity} [from]
 * @property {Merchant} [as]
 * @property {readonly number[]} status what is expected
 * @property {string} [slug] of the expected problem
 * @property {string} [pointer] that the expected problem names
 * @property {boolean} [replayed] whether the answer must be a replay; otherwise either will do
 * @property {string} [charge] what the customer means to pay with it
 * @property {number} [amount] of the charge
 * @property {readonly { charge: string, amount: number }[]} [payments] of a batch under one key
 * @property {readonly KeyedRecord[]} [records]
 * @property {string} [refundOf] the charge that is paid back
 * @property {'answer' | 'connection'} [lose] the client never sees the answer, or is gone before
 */

/**
 * @param {Attempt} attempt
 * @param {{ from: Identity, as: Merchant }} sender
 */
export function requestOf({ method = 'POST', path = '/payments', ...attempt }, { from, as }) {
  const { key, keyAt = 'header' } = attempt;
  const content = isObject(attempt.body)
    ? JSON.stringify(
        key !== undefined && keyAt === 'member'
          ? { idempotency_key: key, ...attempt.body }
          : attempt.body,
      )
    : attempt.body;
  return {
    method,
    path,
    body: content,
    localAddress: from.address,
    headers: {
      authorization: `Bearer ${as.apiKey}`,
      'user-agent': from.agent,
      'x-forwarded-for': from.address,
      ...(content !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && keyHeader(key, keyAt)),
      ...attempt.headers,
    },
  };
}

/** @param {Attempt['body']} body @returns {body is object} */
function isObject(body) {
  return typeof body === 'object' && !Buffer.isBuffer(body);
}

/** @param {string} key @param {NonNullable<Attempt['keyAt']>} keyAt */
function keyHeader(key, keyAt) {
  if (keyAt === 'member') return {};
  if (keyAt === 'x-header') return { 'x-idempotency-key': key };
  return { 'idempotency-key': keyAt === 'quoted' ? `"${key}"` : key };
}

/**
 * What is wrong with a final answer.
 * @param {Attempt} attempt
 * @param {HttpAnswer} answer
 * @param {boolean} mayBeReplay an earlier answer to the same was lost
 * @returns {string[]}
 */
export function faultsOf(attempt, answer, mayBeReplay) {
  const { status, headers } = answer;
  const faults = [];
  const slug = slugOf(answer);
  if (!attempt.status.includes(status) || (attempt.slug !== undefined && slug !== attempt.slug)) {
    const expected = [attempt.status.join(' or '), attempt.slug].filter(Boolean).join(' ');
    faults.push(`${[status, slug].filter(Boolean).join(' ')} instead of ${expected}`);
  }
  const mustReplay = mayBeReplay && attempt.replayed === false ? undefined : attempt.replayed;
  if (faults.length === 0 && mustReplay !== undefined && isReplay(answer) !== mustReplay) {
    faults.push(mustReplay ? 'executed instead of replayed' : 'replayed instead of executed');
  }
  if (attempt.pointer !== undefined && !pointersOf(answer).includes(attempt.pointer)) {
    faults.push(`pointers ${pointersOf(answer)} instead of ${attempt.pointer}`);
  }
  if (headers['request-id'] === undefined) faults.push('no Request-Id');
  if (status === 401 && !headers['www-authenticate']) faults.push('no WWW-Authenticate');
  if (isStored(answer)) {
    const echoed = headers['idempotency-key'];
    if (attempt.key !== undefined && echoed !== attempt.key) faults.push(`key echoed as ${echoed}`);
    if (status < 300 && headers.location === undefined) faults.push('no Location');
  }
  return faults;
}

/** Whether every later answer under the key must be this one. @param {HttpAnswer} answer */
export function isStored(answer) {
  const isCreated = answer.status === 201 || answer.status === 202;
  return isCreated || isReplay(answer) || slugOf(answer) === 'refund-exceeds-payment';
}

/** @param {HttpAnswer} answer @returns {import('./key-answers.mjs').StoredAnswer} */
export function storedAnswer({ status, headers, text }) {
  return {
    status,
    sha256: sha256(text),
    contentType: headers['content-type'],
    location: headers.location,
    expires: String(headers['idempotency-key-expires']),
    replayed: headers['idempotent-replayed'] === 'true',
  };
}

/** An answer after which a careful client sends the same again. @param {number} status */
export function isTransient(status) {
  return [409, 429, 502, 503, 504].includes(status);
}

/** @param {HttpAnswer} answer */
export function isReplay({ headers }) {
  return headers['idempotent-replayed'] === 'true';
}

/** @param {HttpAnswer} answer @returns {string | undefined} */
export function slugOf({ headers, text }) {
  if (!headers['content-type']?.startsWith('application/problem+json')) return undefined;
  return /"type":"\/problems\/([a-z-]+)"/.exec(text)?.[1];
}

/** @param {HttpAnswer} answer @returns {string[]} */
function pointersOf(answer) {
  if (slugOf(answer) === undefined) return [];
  const { errors = [] } = JSON.parse(answer.text);
  return errors.map((/** @type {{ pointer: string }} */ { pointer }) => pointer);
}

/** @param {string | Buffer} content */
export function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}

/** What this attempt may pay, and under which key. @param {Attempt} attempt */
export function paymentsOf({ key = '', charge, amount = 0, payments = [], records = [], status }) {
  const own = records.filter((record) => record.status === 201);
  if (!status.includes(201)) return own;
  const single = charge === undefined ? [] : [{ charge, amount, key }];
  return [...single, ...payments.map((payment) => ({ ...payment, key })), ...own];
}
