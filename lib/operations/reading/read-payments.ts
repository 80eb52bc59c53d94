import type { z } from 'zod';
import type { ApiResponse } from '@/lib/http/api-message';
import { type ListReader, listName, listResponse } from '@/lib/http/list-query';
import { notFound } from '@/lib/http/problem';
import { uuidOf } from '@/lib/http/uuid';
import type { paymentsQuery } from './contract';
import { presentPayment } from './present';
import { scanPayments } from './scan-payments';
import { findPayment } from './store';

/** A page of the merchant's payments; payments are read from their own table, at once. */
export async function readPayments(
  reader: ListReader,
  merchantId: string,
  query: z.output<typeof paymentsQuery>,
): Promise<ApiResponse> {
  const { limit, cursor, ...filter } = query;
  const list = listName(merchantId, '/payments', query);
  const before = cursor && reader.cursors.verify(list, cursor);
  const page = await scanPayments(reader.prisma, merchantId, { before, limit }, filter);
  const next = page.resumeBefore && reader.cursors.sign(list, page.resumeBefore);
  return listResponse(page.rows.map(presentPayment), next);
}

/** Throws the problem `not-found`, also for another merchant's payment. */
export async function readPayment(
  reader: ListReader,
  merchantId: string,
  id: string,
): Promise<Record<string, unknown>> {
  const paymentId = uuidOf('pay', id);
  const payment = paymentId && (await findPayment(reader.prisma, merchantId, paymentId));
  if (!payment) throw notFound('No payment of this merchant has this id.');
  return presentPayment(payment);
}
