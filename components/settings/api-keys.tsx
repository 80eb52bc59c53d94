'use client';

import { Badge, Button, Code, Group, Modal, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ShownApiKey } from '@/lib/access/contract';
import { callApi } from '../data/call-api';
import { ReasonForm } from '../form/reason-form';
import { PlainTable } from '../table/plain-table';
import { Timestamp } from '../time/timestamp';
import { NewApiKey } from './new-api-key';

interface ApiKeysProps {
  readonly keys: readonly ShownApiKey[];
  readonly merchantId: string;
}

/** A merchant's API keys; a secret is shown once, when its key is made. */
export function ApiKeys({ keys, merchantId }: ApiKeysProps) {
  const [making, setMaking] = useState(false);
  const [revoked, setRevoked] = useState<ShownApiKey>();
  return (
    <>
      <Group justify="space-between" mb="md">
        <Text c="dimmed" size="sm">
          Newest first. A revoked key is refused everywhere within 5 seconds.
        </Text>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
          New API key
        </Button>
      </Group>
      <PlainTable
        label="API keys"
        rows={keys}
        keyOf={({ id }) => id}
        empty="There is no API key yet."
        columns={[
          {
            name: 'Name',
            cell: ({ name }) => (
              <Text size="sm" fw={600}>
                {name}
              </Text>
            ),
          },
          { name: 'Begins with', cell: ({ prefix }) => <Code>{prefix}</Code> },
          { name: 'Scopes', cell: ({ scopes }) => scopes.join(', ') },
          { name: 'State', cell: (key) => <KeyState apiKey={key} /> },
          {
            name: 'Last used',
            cell: ({ last_used_at: at }) => (at ? <Timestamp value={at} /> : '–'),
          },
          { name: 'Made', cell: ({ created_at: at }) => <Timestamp value={at} exact={false} /> },
          {
            name: 'Actions',
            cell: (key) =>
              key.revoked_at === null && (
                <Button
                  variant="subtle"
                  color="red"
                  size="compact-sm"
                  aria-label={`Revoke ${key.name}`}
                  onClick={() => setRevoked(key)}
                >
                  Revoke
                </Button>
              ),
          },
        ]}
      />
      <Modal opened={making} onClose={() => setMaking(false)} title="New API key" size="lg">
        <NewApiKey merchantId={merchantId} onClose={() => setMaking(false)} />
      </Modal>
      <Modal
        opened={revoked !== undefined}
        onClose={() => setRevoked(undefined)}
        title={`Revoke ${revoked?.name}`}
      >
        {revoked && <Revoke apiKey={revoked} onClose={() => setRevoked(undefined)} />}
      </Modal>
    </>
  );
}

function KeyState({ apiKey }: { readonly apiKey: ShownApiKey }) {
  const { revoked_at: revokedAt, expires_at: expiresAt } = apiKey;
  if (revokedAt) {
    return (
      <Badge color="gray" variant="light">
        revoked
      </Badge>
    );
  }
  if (!expiresAt) return <Badge variant="light">active</Badge>;
  return (
    <Text size="sm">
      until <Timestamp value={expiresAt} exact={false} />
    </Text>
  );
}

function Revoke({
  apiKey,
  onClose,
}: {
  readonly apiKey: ShownApiKey;
  readonly onClose: () => void;
}) {
  const router = useRouter();
  const { id, merchant_id: merchant, name } = apiKey;
  const revoke = async (fields: FormData) => {
    await callApi(`/api/v1/merchants/${merchant}/api-keys/${id}/revoke?merchant=${merchant}`, {
      method: 'POST',
      body: { reason: fields.get('reason') },
    });
    onClose();
    router.refresh();
  };
  return (
    <ReasonForm action="Revoke" danger onSubmit={revoke} onCancel={onClose}>
      {() => <Text size="sm">Whatever still uses {name} is refused from now on, for good.</Text>}
    </ReasonForm>
  );
}
