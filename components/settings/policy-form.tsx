'use client';

import { NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ShownPolicy } from '@/lib/policies/contract';
import { callApi } from '../data/call-api';
import { ReasonForm } from '../form/reason-form';
import { withMerchant } from '../shell/merchant';

const PRESETS = [
  { value: '', label: 'None: as below' },
  { value: 'chargebee', label: 'Chargebee, 30 minutes' },
  { value: 'stripe', label: 'Stripe, 24 hours' },
  { value: 'xero', label: 'Xero, 24 hours' },
  { value: 'worldline', label: 'Worldline, 24 hours' },
  { value: 'adyen', label: 'Adyen, 7 days' },
  { value: 'worldpay', label: 'Worldpay, 30 days' },
  { value: 'amazon_pay', label: 'Amazon Pay, without an end' },
];

interface PolicyFormProps {
  readonly policy: ShownPolicy;
  readonly merchant: string | undefined;
  readonly onClose: () => void;
}

/** A new version of a policy; keys that exist keep theirs. */
export function PolicyForm({ policy, merchant, onClose }: PolicyFormProps) {
  const router = useRouter();
  const [preset, setPreset] = useState(policy.preset ?? '');
  const [retention, setRetention] = useState(policy.preset ? '' : policy.retention);
  const [ignored, setIgnored] = useState([...policy.ignored_members]);
  const [keyHeaders, setKeyHeaders] = useState([...policy.key_headers]);
  const change = async (fields: FormData) => {
    await callApi(
      withMerchant(`/api/v1/policies/${policy.operation}`, merchant) as `/api/${string}`,
      {
        method: 'PUT',
        body: {
          ...(preset && { preset }),
          ...(retention && { retention }),
          evidence_retention: fields.get('evidence_retention'),
          ignored_members: ignored,
          key_headers: keyHeaders,
          reason: fields.get('reason'),
        },
      },
    );
    notifications.show({ message: `The policy for ${policy.operation} is changed.` });
    onClose();
    router.refresh();
  };
  return (
    <ReasonForm action="Make a new version" onSubmit={change} onCancel={onClose}>
      {(errors) => (
        <>
          <NativeSelect
            label="As a provider publishes it"
            data={PRESETS}
            value={preset}
            onChange={(event) => {
              setPreset(event.currentTarget.value);
              setRetention('');
            }}
          />
          <TextInput
            label="Keys are kept"
            description="An ISO 8601 duration, as PT24H or P30D, or “indefinite”"
            placeholder={preset ? 'as the preset says' : 'PT24H'}
            value={retention}
            onChange={(event) => setRetention(event.currentTarget.value)}
            error={errors['/retention']}
          />
          <TextInput
            name="evidence_retention"
            label="Bodies are kept as evidence after that"
            description="An ISO 8601 duration; PT0S keeps none"
            defaultValue={policy.evidence_retention}
            error={errors['/evidence_retention']}
          />
          <TagsInput
            label="A retry may change"
            description="Pointers to members, as /timestamp"
            value={ignored}
            onChange={setIgnored}
            error={pointed(errors, '/ignored_members')}
          />
          <TagsInput
            label="Headers that may carry the key too"
            value={keyHeaders}
            onChange={setKeyHeaders}
            error={pointed(errors, '/key_headers')}
          />
        </>
      )}
    </ReasonForm>
  );
}

/** The first fault at a pointer or below it. */
function pointed(errors: Readonly<Record<string, string>>, pointer: string): string | undefined {
  return Object.entries(errors).find(([at]) => at.startsWith(pointer))?.[1];
}
