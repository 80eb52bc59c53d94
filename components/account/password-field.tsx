import { PasswordInput } from '@mantine/core';

interface PasswordFieldProps {
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  readonly isNew?: boolean;
  readonly error: string | undefined;
}

export function PasswordField({ name, label, description, isNew, error }: PasswordFieldProps) {
  return (
    <PasswordInput
      name={name}
      label={label}
      description={description}
      required
      withAsterisk={false}
      autoComplete={isNew ? 'new-password' : 'current-password'}
      minLength={isNew ? 8 : 1}
      maxLength={128}
      error={error}
      visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
    />
  );
}
