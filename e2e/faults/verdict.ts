import type { Client } from 'pg';
import type { RetryingClients } from './retrying-clients';

export interface Accounts {
  readonly acknowledged: number;
  readonly paymentsInDatabase: number;
  readonly paidTwice: number;
  readonly acknowledgedLost: number;
  readonly otherAnswerThanStored: number;
  readonly keysStuck: number;
  readonly unexpectedAnswers: number;
  readonly eventsMissing: number;
}

/** Holds what the clients were told against what the database has. */
export async function settleAccounts(client: Client, clients: RetryingClients): Promise<Accounts> {
  const { rows } = await client.query<{ order_reference: string; ids: string[]; events: string }>(
    `SELECT p.order_reference, array_agg('pay_' || replace(p.payment_id::text, '-', '')) AS ids,
       count(o.event_id) AS events
     FROM payments p LEFT JOIN (
       SELECT merchant_id, event_id, outcome FROM outbox
       UNION ALL SELECT merchant_id, event_id, outcome FROM events) o
       ON o.merchant_id = p.merchant_id AND o.event_id = p.request_id AND o.outcome = 'executed'
     WHERE p.customer_reference = 'cus_faults' GROUP BY p.order_reference`,
  );
  const paid = new Map(rows.map((row) => [row.order_reference, row.ids]));
  const told = clients.acknowledged;
  const lost = told.filter((payment) => !paid.has(payment.key));
  const other = told.filter((payment) => {
    const ids = paid.get(payment.key);
    return ids !== undefined && !ids.includes(payment.paymentId);
  });
  return {
    acknowledged: told.length,
    paymentsInDatabase: rows.reduce((sum, row) => sum + row.ids.length, 0),
    paidTwice: rows.filter((row) => row.ids.length > 1).length,
    acknowledgedLost: lost.length,
    otherAnswerThanStored: other.length,
    keysStuck: clients.stuck.length,
    unexpectedAnswers: clients.unexpected.length,
    eventsMissing: rows.filter((row) => Number(row.events) !== row.ids.length).length,
  };
}

/** Exactly once: everything that was begun came to one result, and it is the one that was told. */
export function holdsOnce(accounts: Accounts): boolean {
  const { acknowledged, paymentsInDatabase, ...faults } = accounts;
  return (
    acknowledged > 0 &&
    paymentsInDatabase === acknowledged &&
    Object.values(faults).every((count) => count === 0)
  );
}
