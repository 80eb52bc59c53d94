import type { z } from 'zod';
import type { ApiResponse } from '@/lib/http/api-message';
import { type ListReader, listName, pageResponse } from '@/lib/http/list-query';
import { notFound } from '@/lib/http/problem';
import { uuidOf } from '@/lib/http/uuid';
import type { refundsQuery } from './contract';
import { presentRefund } from './present';
import { findRefund, listRefunds } from './store';

/** A page of the merchant's refunds, of one payment where the query names it. */
export async function readRefunds(
  reader: ListReader,
  merchantId: string,
  query: z.output<typeof refundsQuery>,
): Promise<ApiResponse> {
  const { limit, cursor, payment_id } = query;
  const list = listName(merchantId, '/refunds', query);
  const before = cursor && reader.cursors.verify(list, cursor);
  const rows = await listRefunds(reader.prisma, { merchantId, before, limit }, payment_id);
  return pageResponse(rows, limit, reader.cursors, list, (row) => row.refundId, presentRefund);
}

/**
 * A refund, and whose payment it is of. Throws the problem `not-found`, also for another merchant's
 * refund.
 */
export async function readRefund(
  reader: ListReader,
  merchantId: string,
  id: string,
): Promise<{ readonly shown: Record<string, unknown>; readonly customerReference: string | null }> {
  const refundId = uuidOf('re', id);
  const refund = refundId && (await findRefund(reader.prisma, merchantId, refundId));
  if (!refund) throw notFound('No refund of this merchant has this id.');
  return { shown: presentRefund(refund), customerReference: refund.payment.customerReference };
}
