'use client';

import { Text } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ShownPerson } from '@/lib/access/contract';
import { callApi } from '../data/call-api';
import { ReasonForm } from '../form/reason-form';
import { ShownOnce } from '../form/shown-once';
import type { MerchantChoice } from '../shell/merchant';
import { LINK_ADVICE } from './invite-person';
import { grantOf, RoleFields } from './role-fields';

interface ChangeProps {
  readonly person: ShownPerson;
  readonly merchants: readonly MerchantChoice[];
  readonly onClose: () => void;
}

export function ChangeRole({ person, merchants, onClose }: ChangeProps) {
  const router = useRouter();
  const chosen = person.grants.flatMap(({ merchant_id: id }) => id ?? []);
  const change = async (fields: FormData) => {
    await callApi(`/api/v1/people/${person.id}/role`, { method: 'PUT', body: grantOf(fields) });
    onClose();
    router.refresh();
  };
  return (
    <ReasonForm action="Change the role" onSubmit={change} onCancel={onClose}>
      {(errors) => (
        <RoleFields
          merchants={merchants}
          errors={errors}
          role={person.grants[0]?.role}
          chosen={chosen}
        />
      )}
    </ReasonForm>
  );
}

export function RenewInvitation({ person, onClose }: ChangeProps) {
  const [link, setLink] = useState<string>();
  if (link !== undefined) return <ShownOnce text={link} advice={LINK_ADVICE} onDone={onClose} />;
  const renew = async (fields: FormData) => {
    const made = await callApi<{ invitation: string }>(`/api/v1/people/${person.id}/invite`, {
      method: 'POST',
      body: { reason: fields.get('reason') },
    });
    setLink(made.invitation);
  };
  return (
    <ReasonForm action="Make a new link" onSubmit={renew} onCancel={onClose}>
      {() => <Text size="sm">Earlier links to {person.email} work no more.</Text>}
    </ReasonForm>
  );
}

/** Who has lost the phone, and the recovery codes too, gets in by the password again. */
export function ResetFactors({ person, onClose }: ChangeProps) {
  const router = useRouter();
  const reset = async (fields: FormData) => {
    await callApi(`/api/v1/people/${person.id}/reset`, {
      method: 'POST',
      body: { reason: fields.get('reason') },
    });
    onClose();
    router.refresh();
  };
  return (
    <ReasonForm action="Remove them" danger onSubmit={reset} onCancel={onClose}>
      {() => (
        <Text size="sm">
          The authenticator and all passkeys of {person.email} work no more, and every session ends:
          the password alone signs in again. Be sure that it is really this person who asks.
        </Text>
      )}
    </ReasonForm>
  );
}

export function DisablePerson({ person, onClose }: ChangeProps) {
  const router = useRouter();
  const disable = async (fields: FormData) => {
    await callApi(`/api/v1/people/${person.id}/disable`, {
      method: 'POST',
      body: { reason: fields.get('reason') },
    });
    onClose();
    router.refresh();
  };
  return (
    <ReasonForm action="Disable" danger onSubmit={disable} onCancel={onClose}>
      {() => <Text size="sm">{person.email} is signed out at once and may not come back.</Text>}
    </ReasonForm>
  );
}
