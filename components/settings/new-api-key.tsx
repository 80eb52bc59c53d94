'use client';

import { Checkbox, Group, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { callApi } from '../data/call-api';
import { ReasonForm } from '../form/reason-form';
import { ShownOnce } from '../form/shown-once';

const SCOPES = [
  { value: 'ingest', label: 'Ingest: take payments, refunds and jobs' },
  { value: 'read', label: 'Read: keys, events, payments' },
  { value: 'export', label: 'Export' },
  { value: 'admin', label: 'Admin: policies and API keys of this merchant' },
];

interface NewApiKeyProps {
  readonly merchantId: string;
  readonly onClose: () => void;
}

/** Makes an API key and shows its secret, once. */
export function NewApiKey({ merchantId, onClose }: NewApiKeyProps) {
  const router = useRouter();
  const [secret, setSecret] = useState<string>();
  if (secret !== undefined) {
    const advice = 'Copy it now: only its hash is stored, and nobody can show it again.';
    return <ShownOnce text={secret} advice={advice} onDone={onClose} />;
  }
  const make = async (fields: FormData) => {
    const made = await callApi<{ secret: string }>(
      `/api/v1/merchants/${merchantId}/api-keys?merchant=${merchantId}`,
      {
        method: 'POST',
        body: {
          name: fields.get('name'),
          scopes: fields.getAll('scopes'),
          reason: fields.get('reason'),
        },
      },
    );
    setSecret(made.secret);
    router.refresh();
  };
  return (
    <ReasonForm action="Make the key" onSubmit={make} onCancel={onClose}>
      {(errors) => (
        <>
          <TextInput
            name="name"
            label="Name"
            description="Where it will be used"
            required
            maxLength={100}
            data-autofocus
            error={errors['/name']}
          />
          <Checkbox.Group label="It may" defaultValue={['ingest']} error={errors['/scopes']}>
            <Group mt="xs" gap="xs" style={{ flexDirection: 'column', alignItems: 'flex-start' }}>
              {SCOPES.map(({ value, label }) => (
                <Checkbox key={value} name="scopes" value={value} label={label} />
              ))}
            </Group>
          </Checkbox.Group>
        </>
      )}
    </ReasonForm>
  );
}
