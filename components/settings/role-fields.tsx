'use client';

import { MultiSelect, Radio, Stack, TextInput } from '@mantine/core';
import type { FieldErrors } from '../form/action-form';
import type { MerchantChoice } from '../shell/merchant';

const ROLES = [
  { value: 'viewer', label: 'Viewer', description: 'Sees everything but payloads' },
  { value: 'engineer', label: 'Engineer', description: 'Payloads, triage, investigations' },
  {
    value: 'auditor',
    label: 'Auditor',
    description: 'Reads all, exports, signs off; changes nothing',
  },
  {
    value: 'admin',
    label: 'Admin',
    description: 'Changes policies and API keys; of all merchants, people too',
  },
];

interface RoleFieldsProps {
  readonly merchants: readonly MerchantChoice[];
  readonly errors: FieldErrors;
  readonly role?: string | undefined;
  readonly chosen?: readonly string[];
}

/** A role, where it holds, and until when. */
export function RoleFields({ merchants, errors, role = 'viewer', chosen = [] }: RoleFieldsProps) {
  return (
    <>
      <Radio.Group name="role" label="Role" defaultValue={role} error={errors['/role']}>
        <Stack gap="xs" mt="xs">
          {ROLES.map(({ value, label, description }) => (
            <Radio key={value} value={value} label={label} description={description} />
          ))}
        </Stack>
      </Radio.Group>
      <MultiSelect
        name="merchants"
        label="At these merchants"
        description="None chosen: at all of them, later ones too"
        data={merchants.map(({ id, name }) => ({ value: id, label: name }))}
        defaultValue={[...chosen]}
        searchable
        clearable
        error={errors['/merchants']}
      />
      <TextInput
        name="until"
        type="datetime-local"
        label="Until (UTC)"
        description="For outside auditors; empty for no end"
        error={errors['/until']}
      />
    </>
  );
}

/** What the API takes for these fields. */
export function grantOf(fields: FormData): Record<string, unknown> {
  const merchants = String(fields.get('merchants') ?? '')
    .split(',')
    .filter((id) => id !== '');
  const until = String(fields.get('until') ?? '');
  return {
    role: fields.get('role'),
    ...(merchants.length > 0 && { merchants }),
    ...(until !== '' && { until: `${until}:00Z` }),
    reason: fields.get('reason'),
  };
}
