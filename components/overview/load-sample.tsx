'use client';

import { Alert, Button, Card, Stack, Text, Title } from '@mantine/core';
import { IconBuildingStore } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { callApi } from '../data/call-api';
import { withMerchant } from '../shell/merchant';

/** Thirty days of somebody else's history, for whoever has none yet. */
export function LoadSample({ merchant }: { readonly merchant: string | undefined }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const load = () => {
    setBusy(true);
    setFailure(undefined);
    const path = withMerchant('/api/v1/sample-company', merchant) as `/api/${string}`;
    const body = { reason: 'to try the dashboard on' };
    callApi<{ merchant_id: string }>(path, { method: 'POST', body })
      .then(({ merchant_id: id }) => {
        router.push(withMerchant('/', id));
        router.refresh();
      })
      .catch((error: unknown) => {
        setBusy(false);
        setFailure(error instanceof Error ? error.message : 'It did not work: try again.');
      });
  };
  return (
    <Card component="section" withBorder padding="xl" maw={760} aria-labelledby="load-sample">
      <Stack gap="md" align="flex-start">
        <div>
          <Title order={2} size="h3" id="load-sample">
            Load a sample company
          </Title>
          <Text c="dimmed" mt={4}>
            Thirty days of made-up payments under a merchant of its own: retries, a bad release, an
            attack, a double charge, and tickets to try your hand at. It can be removed again, and
            nothing of yours is touched.
          </Text>
        </div>
        <div aria-live="assertive">{failure && <Alert color="red">{failure}</Alert>}</div>
        <Button
          variant="default"
          loading={busy}
          onClick={load}
          leftSection={<IconBuildingStore size={16} aria-hidden />}
        >
          Load a sample company
        </Button>
      </Stack>
    </Card>
  );
}
