import { Card, Text, Title } from '@mantine/core';
import type { z } from 'zod';
import type { paymentSchema, refundSchema } from '@/lib/operations/contract';
import { Facts } from '../data/facts';
import { formatMoney } from '../money/format-money';
import { PlainTable } from '../table/plain-table';
import { Timestamp } from '../time/timestamp';

export type ShownPayment = z.output<typeof paymentSchema>;
export type ShownRefund = z.output<typeof refundSchema>;

interface PaymentOfKeyProps {
  readonly payment: ShownPayment;
  readonly refunds: readonly ShownRefund[];
}

/** What the key protects, and what was given back of it. */
export function PaymentOfKey({ payment, refunds }: PaymentOfKeyProps) {
  const { amount, amount_refunded: refunded, currency } = payment;
  return (
    <Card component="section" withBorder padding="lg" aria-labelledby="payment">
      <Title order={2} size="h4" mb="md" id="payment">
        Payment and refunds
      </Title>
      <Facts
        facts={[
          [
            'Payment',
            <Text key="id" size="xs" ff="monospace">
              {payment.id}
            </Text>,
          ],
          ['Status', payment.status],
          ['Paid', formatMoney(amount, currency)],
          ['Refunded', formatMoney(refunded, currency)],
          ['Remains', formatMoney(amount - refunded, currency)],
          ['Made', <Timestamp key="made" value={payment.created_at} />],
        ]}
      />
      {refunds.length > 0 ? (
        <Text component="div" size="sm" mt="md">
          <PlainTable
            label="Refunds"
            rows={refunds}
            keyOf={({ id }) => id}
            empty=""
            columns={[
              { name: 'Refund', cell: ({ id }) => id },
              { name: 'Amount', cell: (refund) => formatMoney(refund.amount, refund.currency) },
              { name: 'Made', cell: (refund) => <Timestamp value={refund.created_at} /> },
            ]}
          />
        </Text>
      ) : (
        <Text size="sm" c="dimmed" mt="md">
          Nothing was refunded.
        </Text>
      )}
    </Card>
  );
}
