'use client';

import { Button, Modal, TextInput } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { useState } from 'react';
import type { ShownAnnotation } from '@/lib/annotations/contract';
import { callApi } from '../data/call-api';
import { ReasonForm } from '../form/reason-form';
import { withMerchant } from '../shell/merchant';

interface NoteDeployProps {
  readonly merchant: string | undefined;
  readonly onNoted: () => void;
}

/** Notes a deploy on the time line, now or when it was. */
export function NoteDeploy({ merchant, onNoted }: NoteDeployProps) {
  const [open, setOpen] = useState(false);
  const note = async (fields: FormData) => {
    const at = String(fields.get('at') ?? '').trim();
    const body = {
      label: fields.get('label'),
      reason: fields.get('reason'),
      ...(at !== '' && { at }),
    };
    const path = withMerchant('/api/v1/annotations', merchant) as `/api/${string}`;
    await callApi<ShownAnnotation>(path, { method: 'POST', body });
    setOpen(false);
    onNoted();
  };
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconFlag size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        Note a deploy
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title="Note a deploy">
        <ReasonForm action="Note it" onSubmit={note} onCancel={() => setOpen(false)}>
          {(errors) => (
            <>
              <TextInput
                name="label"
                label="What was deployed"
                placeholder="checkout 4.2"
                required
                maxLength={80}
                error={errors['/label']}
              />
              <TextInput
                name="at"
                label="When"
                description="With its zone, as 2026-11-30T10:15:00Z; empty for now"
                error={errors['/at']}
              />
            </>
          )}
        </ReasonForm>
      </Modal>
    </>
  );
}
