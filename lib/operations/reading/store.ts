import type { Prisma, PrismaClient } from '@/lib/database/prisma/client';

/** Filters of payments: the shared ones (contract §2.2) and `amount`. */
export interface PaymentFilter {
  readonly customer_reference?: string | undefined;
  readonly order_reference?: string | undefined;
  readonly provider_reference?: string | undefined;
  readonly amount?: number | undefined;
  readonly amount_min?: number | undefined;
  readonly amount_max?: number | undefined;
  readonly currency?: string | undefined;
  readonly last4?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** UUID. */
  readonly request_id?: string | undefined;
  readonly fingerprint?: string | undefined;
  /** UUID. */
  readonly client_id?: string | undefined;
  readonly user_agent?: string | undefined;
  readonly ip?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A page of a list, newest first: rows with ids below `before`. */
export interface Page {
  readonly merchantId: string;
  readonly before: string | undefined;
  readonly limit: number;
}

const withRefunds = { refunds: { select: { amount: true } } } as const;
export type PaymentWithRefunds = Prisma.PaymentGetPayload<{ include: typeof withRefunds }>;

/** A part of the merchant's payments, as their ids run: from `from` to just before `before`. */
export interface PaymentSpan {
  readonly from: string | undefined;
  readonly before: string | undefined;
}

/** The newest payments of the span that fit the filter, at most `limit`. */
export function listPayments(
  prisma: PrismaClient,
  merchantId: string,
  span: PaymentSpan,
  filter: PaymentFilter,
  limit: number,
): Promise<PaymentWithRefunds[]> {
  return prisma.payment.findMany({
    where: { merchantId, paymentId: idsOf(span), AND: paymentConditions(filter) },
    include: withRefunds,
    orderBy: { paymentId: 'desc' },
    take: limit,
  });
}

/** The id of the span's payment that has so many newer ones in it; undefined where none has. */
export async function paymentIdAt(
  prisma: PrismaClient,
  merchantId: string,
  span: PaymentSpan,
  newer: number,
): Promise<string | undefined> {
  const found = await prisma.payment.findFirst({
    where: { merchantId, paymentId: idsOf(span) },
    select: { paymentId: true },
    orderBy: { paymentId: 'desc' },
    skip: newer,
  });
  return found?.paymentId;
}

function idsOf({ from, before }: PaymentSpan): Prisma.UuidFilter {
  return { ...(from && { gte: from }), ...(before && { lt: before }) };
}

export function findPayment(
  prisma: PrismaClient,
  merchantId: string,
  paymentId: string,
): Promise<PaymentWithRefunds | null> {
  return prisma.payment.findFirst({ where: { merchantId, paymentId }, include: withRefunds });
}

export function listRefunds(prisma: PrismaClient, page: Page, paymentId: string | undefined) {
  return prisma.refund.findMany({
    where: {
      merchantId: page.merchantId,
      ...(page.before && { refundId: { lt: page.before } }),
      ...(paymentId && { paymentId }),
    },
    orderBy: { refundId: 'desc' },
    take: page.limit + 1,
  });
}

export function findRefund(prisma: PrismaClient, merchantId: string, refundId: string) {
  return prisma.refund.findFirst({
    where: { merchantId, refundId },
    include: { payment: { select: { customerReference: true } } },
  });
}

export function findJob(prisma: PrismaClient, merchantId: string, jobId: string) {
  return prisma.job.findFirst({ where: { merchantId, jobId } });
}

function paymentConditions(filter: PaymentFilter): Prisma.PaymentWhereInput[] {
  const conditions: Prisma.PaymentWhereInput[] = [];
  const { customer_reference, order_reference, provider_reference, amount, currency } = filter;
  if (customer_reference !== undefined) conditions.push({ customerReference: customer_reference });
  if (order_reference !== undefined) conditions.push({ orderReference: order_reference });
  if (provider_reference !== undefined) conditions.push({ providerReference: provider_reference });
  if (amount !== undefined) conditions.push({ amount });
  if (filter.amount_min !== undefined) conditions.push({ amount: { gte: filter.amount_min } });
  if (filter.amount_max !== undefined) conditions.push({ amount: { lte: filter.amount_max } });
  if (currency !== undefined) conditions.push({ currency });
  if (filter.request_id !== undefined) conditions.push({ requestId: filter.request_id });
  if (filter.client_id !== undefined) conditions.push({ clientId: filter.client_id });
  if (filter.ip !== undefined) conditions.push({ ip: filter.ip });
  if (filter.user_agent !== undefined) conditions.push({ userAgent: filter.user_agent });
  if (filter.from !== undefined) conditions.push({ createdAt: { gte: new Date(filter.from) } });
  if (filter.to !== undefined) conditions.push({ createdAt: { lt: new Date(filter.to) } });
  if (filter.fingerprint !== undefined) {
    conditions.push({ fingerprint: Buffer.from(filter.fingerprint, 'hex') });
  }
  if (filter.last4 !== undefined) {
    conditions.push({ paymentMethod: { path: ['last4'], equals: filter.last4 } });
  }
  for (const [name, value] of Object.entries(filter.metadata ?? {})) {
    conditions.push({ metadata: { path: [name], equals: value } });
  }
  return conditions;
}
