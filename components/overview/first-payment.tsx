'use client';

import { Alert, Anchor, Card, Group, List, Loader, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import Link from 'next/link';
import { CodeBlock } from '../code/code-block';
import { withMerchant } from '../shell/merchant';
import { Timestamp } from '../time/timestamp';
import { type LatestPayment, useLatestPayment } from './use-latest-payment';

interface FirstPaymentProps {
  readonly publicUrl: string;
  readonly merchant: string | undefined;
  /** The newest payment there is by now. */
  readonly latest: LatestPayment | null;
}

/** A payment to send, watched until it is there; sent again, it stays one. */
export function FirstPayment({ publicUrl, merchant, latest: known }: FirstPaymentProps) {
  const latest = useLatestPayment(merchant, known);
  return (
    <Card withBorder padding="xl" maw={760}>
      <Stack gap="lg">
        <div>
          <Title order={2} size="h3">
            Send my first payment
          </Title>
          <Text c="dimmed" mt={4}>
            Run this twice: the second answer is the first one, word for word, and there is still
            one payment.
          </Text>
        </div>
        <CodeBlock title="In a terminal" text={command(publicUrl)} language="sh" />
        <Group gap="sm" role="status">
          {latest ? (
            <Alert
              color="pine"
              icon={<IconCircleCheck aria-hidden />}
              title="It is there, once"
              w="100%"
            >
              The newest payment is {latest.id}, taken <Timestamp value={latest.created_at} />.
            </Alert>
          ) : (
            <>
              <Loader size="sm" type="dots" aria-hidden />
              <Text size="sm" c="dimmed">
                Waiting for the first payment…
              </Text>
            </>
          )}
        </Group>
        <List size="sm" spacing={6}>
          <List.Item>
            The first start printed an API key for the merchant demo;{' '}
            <Anchor component={Link} href={withMerchant('/settings/api-keys', merchant)}>
              make another one
            </Anchor>
            .
          </List.Item>
          <List.Item>
            <Anchor href="/docs">The API reference</Anchor> has every operation, with a command to
            try it.
          </List.Item>
          <List.Item>
            <Anchor href="/problems">What each refusal means</Anchor>, and what to do about it.
          </List.Item>
        </List>
      </Stack>
    </Card>
  );
}

function command(publicUrl: string): string {
  return `curl ${publicUrl}/api/v1/payments \\
  -H "Authorization: Bearer $ONCEOVER_API_KEY" \\
  -H "Idempotency-Key: my-first-payment" \\
  -H "Content-Type: application/json" \\
  -d "{\\"amount\\": 1999, \\"currency\\": \\"EUR\\", \\"customer_reference\\": \\"cus_1\\"}"`;
}
