import { Badge } from '@mantine/core';

const STATES: Readonly<Record<string, { readonly color: string; readonly label: string }>> = {
  in_progress: { color: 'yellow', label: 'in progress' },
  completed: { color: 'pine', label: 'completed' },
  expired: { color: 'gray', label: 'expired' },
  unused: { color: 'orange', label: 'unused' },
};

export function KeyState({ state }: { readonly state: string }) {
  const { color, label } = STATES[state] ?? { color: 'gray', label: state };
  return (
    <Badge variant="light" color={color} size="sm">
      {label}
    </Badge>
  );
}
