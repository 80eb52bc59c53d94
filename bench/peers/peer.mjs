import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';

/** @typedef {{ amount: number, currency: string, customer_reference: string, order_reference: string }} Payment */

/**
 * What the peers' handlers use of Express.
 * @typedef {object} ExpressRequest
 * @property {Record<string, string | undefined>} headers
 * @property {Payment} body
 * @property {string} url
 * @property {string} method
 * @property {(header: string) => string | undefined} get
 */

/**
 * @typedef {object} ExpressResponse
 * @property {(name: string, value: string) => ExpressResponse} set
 * @property {(status: number) => ExpressResponse} status
 * @property {(body: unknown) => void} json
 */

/**
 * What the peers' handlers use of Hono.
 * @typedef {object} HonoContext
 * @property {{ header(): Record<string, string>, json(): Promise<Payment>, path: string, method: string }} req
 * @property {(name: string, value: string) => void} header
 * @property {(body: unknown, status: number) => Response} json
 */

/** Each peer is told where to listen, its Redis and its database. */
export const peer = {
  port: Number(process.env.PEER_PORT),
  redisUrl: process.env.PEER_REDIS_URL ?? '',
  databaseUrl: process.env.PEER_DATABASE_URL ?? '',
};

const MERCHANT_ID = randomUUID();
const CLIENT_ID = randomUUID();
const pool = new pg.Pool({ connectionString: peer.databaseUrl, max: 10 });

const INSERT_PAYMENT = {
  name: 'insert-payment',
  text: `INSERT INTO payments (merchant_id, payment_id, request_id, amount, currency,
      customer_reference, order_reference, fingerprint, client_id, ip, user_agent, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock_timestamp())
    RETURNING created_at`,
};

/**
 * What a user of the peer would write: one autocommitted row in the same table as ours.
 * @param {Payment} payment
 * @returns {Promise<Record<string, unknown>>} the resource, as ours answers it
 */
export async function pay(payment) {
  const paymentId = randomUUID();
  const fingerprint = createHash('sha256').update(JSON.stringify(payment)).digest();
  const { rows } = await pool.query({
    ...INSERT_PAYMENT,
    values: [
      MERCHANT_ID,
      paymentId,
      randomUUID(),
      payment.amount,
      payment.currency,
      payment.customer_reference,
      payment.order_reference,
      fingerprint,
      CLIENT_ID,
      '127.0.0.1',
      null,
    ],
  });
  return {
    id: `pay_${paymentId}`,
    object: 'payment',
    ...payment,
    status: 'succeeded',
    amount_refunded: 0,
    created_at: rows[0].created_at.toISOString(),
  };
}
