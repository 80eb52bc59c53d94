'use client';

import { Anchor, Button, Code, Group, Modal, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ShownMerchant } from '@/lib/access/contract';
import { callApi } from '../data/call-api';
import { ReasonForm } from '../form/reason-form';
import { withMerchant } from '../shell/merchant';
import { PlainTable } from '../table/plain-table';
import { Timestamp } from '../time/timestamp';

interface MerchantsProps {
  /** The newest ones. */
  readonly merchants: readonly ShownMerchant[];
  readonly isComplete: boolean;
}

/** Whose payments are taken here: each has keys, policies and a log of its own. */
export function Merchants({ merchants, isComplete }: MerchantsProps) {
  const [making, setMaking] = useState(false);
  return (
    <>
      <Group justify="space-between" mb="md">
        <Text c="dimmed" size="sm">
          Newest first. Each has keys, policies and an audit log of its own.
          {!isComplete && ` These are the last ${merchants.length}; Find knows the others.`}
        </Text>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
          New merchant
        </Button>
      </Group>
      <PlainTable
        label="Merchants"
        rows={merchants}
        keyOf={({ id }) => id}
        empty="There is no merchant yet."
        columns={[
          {
            name: 'Name',
            cell: ({ id, name }) => (
              <Anchor component={Link} href={withMerchant('/', id)} fw={600}>
                {name}
              </Anchor>
            ),
          },
          { name: 'Id', cell: ({ id }) => <Code>{id}</Code> },
          { name: 'Made', cell: ({ created_at: at }) => <Timestamp value={at} exact={false} /> },
          {
            name: 'Keys to send with',
            cell: ({ id, name }) => (
              <Anchor
                component={Link}
                href={withMerchant('/settings/api-keys', id)}
                aria-label={`API keys of ${name}`}
              >
                API keys
              </Anchor>
            ),
          },
        ]}
      />
      <Modal opened={making} onClose={() => setMaking(false)} title="New merchant" size="lg">
        <NewMerchant onClose={() => setMaking(false)} />
      </Modal>
    </>
  );
}

/** Makes a merchant, and goes on to its API keys: without one it can send nothing. */
function NewMerchant({ onClose }: { readonly onClose: () => void }) {
  const router = useRouter();
  const make = async (fields: FormData) => {
    const body = { name: fields.get('name'), reason: fields.get('reason') };
    const { id } = await callApi<ShownMerchant>('/api/v1/merchants', { method: 'POST', body });
    onClose();
    router.push(withMerchant('/settings/api-keys', id));
    router.refresh();
  };
  return (
    <ReasonForm action="Make the merchant" onSubmit={make} onCancel={onClose}>
      {(errors) => (
        <TextInput
          name="name"
          label="Name"
          description="As its people call it"
          required
          maxLength={100}
          data-autofocus
          error={errors['/name']}
        />
      )}
    </ReasonForm>
  );
}
