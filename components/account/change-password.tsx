'use client';

import { Button, Modal, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { callApi } from '../data/call-api';
import { AccountForm } from './account-form';
import { Part } from './part';
import { PasswordField } from './password-field';

/** Another password, for who knows the present one. */
export function ChangePassword({ email }: { readonly email: string }) {
  const [open, setOpen] = useState(false);
  const [differs, setDiffers] = useState(false);
  const router = useRouter();
  const close = () => setOpen(false);
  const change = async (fields: FormData) => {
    const next = fields.get('next');
    const same = next === fields.get('repeated');
    setDiffers(!same);
    if (!same) throw new ApiDiffers();
    const body = { password: fields.get('password'), next };
    await callApi('/api/auth/account/password', { method: 'POST', body });
    close();
    notifications.show({ message: 'Your password is changed; every other session has ended.' });
    router.refresh();
  };
  return (
    <Part
      id="password"
      title="Password"
      about="Changing it signs you out everywhere else, at once."
      action={
        <Button variant="default" onClick={() => setOpen(true)}>
          Change the password
        </Button>
      }
    >
      <Modal opened={open} onClose={close} title="Change the password">
        <AccountForm action="Change" onSubmit={change} onCancel={close}>
          {(errors) => (
            <Stack gap="md">
              <input type="hidden" name="username" autoComplete="username" value={email} />
              <PasswordField name="password" label="Present password" error={errors['/password']} />
              <PasswordField
                name="next"
                label="New password"
                description="8 characters or more"
                isNew
                error={errors['/next']}
              />
              <PasswordField
                name="repeated"
                label="The same again"
                isNew
                error={differs ? 'The two differ' : undefined}
              />
            </Stack>
          )}
        </AccountForm>
      </Modal>
    </Part>
  );
}

/** The two new ones are not the same. */
class ApiDiffers extends Error {
  override readonly message = 'The two new passwords differ.';
}
