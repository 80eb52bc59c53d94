import { publicId } from '@/lib/http/uuid';
import type { findJob, listRefunds, PaymentWithRefunds } from './store';

type RefundRecord = Awaited<ReturnType<typeof listRefunds>>[number];
type JobRecord = NonNullable<Awaited<ReturnType<typeof findJob>>>;

/** A payment as its first answer showed it, with what has been refunded since. */
export function presentPayment(payment: PaymentWithRefunds): Record<string, unknown> {
  return {
    id: publicId('pay', payment.paymentId),
    object: 'payment',
    amount: Number(payment.amount),
    currency: payment.currency,
    customer_reference: payment.customerReference,
    order_reference: payment.orderReference ?? undefined,
    provider_reference: payment.providerReference ?? undefined,
    description: payment.description ?? undefined,
    payment_method: payment.paymentMethod ?? undefined,
    metadata: payment.metadata ?? undefined,
    timestamp: payment.clientTimestamp ?? undefined,
    status: 'succeeded',
    amount_refunded: payment.refunds.reduce((sum, refund) => sum + Number(refund.amount), 0),
    created_at: payment.createdAt.toISOString(),
  };
}

export function presentRefund(refund: RefundRecord): Record<string, unknown> {
  return {
    id: publicId('re', refund.refundId),
    object: 'refund',
    payment_id: publicId('pay', refund.paymentId),
    amount: Number(refund.amount),
    currency: refund.currency,
    status: 'succeeded',
    created_at: refund.createdAt.toISOString(),
  };
}

export function presentJob(job: JobRecord): Record<string, unknown> {
  return {
    id: publicId('job', job.jobId),
    object: 'job',
    queue: job.queue,
    status: job.status,
    run_at: job.runAt.toISOString(),
    created_at: job.createdAt.toISOString(),
    runs: job.runs,
    started_at: job.startedAt?.toISOString() ?? null,
    finished_at: job.finishedAt?.toISOString() ?? null,
    result: job.result,
  };
}
