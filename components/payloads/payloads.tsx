'use client';

import { Alert, Button, Card, Group, Modal, Text, Title } from '@mantine/core';
import { IconEye, IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import type { ShownPayloads } from '@/lib/history/answers';
import { ApiProblem, callApi } from '../data/call-api';
import { ReasonForm } from '../form/reason-form';
import { withMerchant } from '../shell/merchant';
import { Bodies } from './bodies';
import type { PayloadAccess } from './payload-access';

interface PayloadsProps {
  /** Of the key, `ikey_…`. */
  readonly keyId: string;
  readonly merchant: string | undefined;
  readonly access: PayloadAccess;
}

const ABOUT: Readonly<Record<PayloadAccess, string>> = {
  shown: 'Requests and responses as they were kept. Looking at them is recorded with your name.',
  revealed: 'Masked for auditors. Give a reason to reveal them; it is recorded with your name.',
  hidden:
    'Your role does not include requests and responses. An engineer or an auditor can look at them.',
};

/** The bodies of a key's requests and responses, for who may see them. */
export function Payloads({ keyId, merchant, access }: PayloadsProps) {
  const [payloads, setPayloads] = useState<ShownPayloads>();
  const [asking, setAsking] = useState(false);
  const path = (action: string) =>
    withMerchant(`/api/v1/keys/${keyId}/${action}`, merchant) as `/api/${string}`;
  const reveal = async (fields: FormData) => {
    const body = { reason: fields.get('reason') };
    setPayloads(await callApi<ShownPayloads>(path('reveal'), { method: 'POST', body }));
    setAsking(false);
  };
  return (
    <Card component="section" withBorder padding="lg" aria-labelledby="payloads">
      <Title order={2} size="h4" id="payloads">
        Payloads
      </Title>
      <div aria-live="polite">
        {payloads ? (
          <Bodies payloads={payloads} />
        ) : (
          <Text size="sm" c="dimmed" mt={4}>
            {ABOUT[access]}
          </Text>
        )}
      </div>
      {!payloads && access === 'shown' && <Show path={path('payloads')} onShown={setPayloads} />}
      {!payloads && access === 'revealed' && (
        <Group mt="md">
          <Button
            variant="default"
            leftSection={<IconLock size={16} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            Reveal payloads
          </Button>
        </Group>
      )}
      <Modal opened={asking} onClose={() => setAsking(false)} title="Reveal payloads" size="lg">
        <ReasonForm action="Reveal" onSubmit={reveal} onCancel={() => setAsking(false)} />
      </Modal>
    </Card>
  );
}

interface ShowProps {
  readonly path: `/api/${string}`;
  readonly onShown: (payloads: ShownPayloads) => void;
}

function Show({ path, onShown }: ShowProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const show = () => {
    setBusy(true);
    setFailure(undefined);
    callApi<ShownPayloads>(path)
      .then(onShown, setFailure)
      .finally(() => setBusy(false));
  };
  return (
    <>
      {failure !== undefined && (
        <Alert color="red" mt="md">
          {failure instanceof ApiProblem ? failure.message : 'Nothing answers: try again.'}
        </Alert>
      )}
      <Group mt="md">
        <Button
          variant="default"
          leftSection={<IconEye size={16} aria-hidden />}
          loading={busy}
          onClick={show}
        >
          Show payloads
        </Button>
      </Group>
    </>
  );
}
