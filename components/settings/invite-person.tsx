'use client';

import { TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { callApi } from '../data/call-api';
import { ReasonForm } from '../form/reason-form';
import { ShownOnce } from '../form/shown-once';
import type { MerchantChoice } from '../shell/merchant';
import { grantOf, RoleFields } from './role-fields';

interface InvitePersonProps {
  readonly merchants: readonly MerchantChoice[];
  readonly onClose: () => void;
}

export const LINK_ADVICE =
  'Send this link to the person by a way that only they read. By it they choose a password, once, within 7 days.';

/** Makes a person and the link by which they choose a password. */
export function InvitePerson({ merchants, onClose }: InvitePersonProps) {
  const router = useRouter();
  const [link, setLink] = useState<string>();
  if (link !== undefined) return <ShownOnce text={link} advice={LINK_ADVICE} onDone={onClose} />;
  const invite = async (fields: FormData) => {
    const name = String(fields.get('name') ?? '').trim();
    const made = await callApi<{ invitation: string }>('/api/v1/people', {
      method: 'POST',
      body: { email: fields.get('email'), ...(name && { name }), ...grantOf(fields) },
    });
    setLink(made.invitation);
    router.refresh();
  };
  return (
    <ReasonForm action="Invite" onSubmit={invite} onCancel={onClose}>
      {(errors) => (
        <>
          <TextInput
            name="email"
            type="email"
            label="Email address"
            required
            data-autofocus
            error={errors['/email']}
          />
          <TextInput name="name" label="Name" maxLength={100} error={errors['/name']} />
          <RoleFields merchants={merchants} errors={errors} />
        </>
      )}
    </ReasonForm>
  );
}
