import { Badge } from '@mantine/core';

const STATES: Readonly<Record<string, { readonly color: string; readonly label: string }>> = {
  in_progress: { color: 'yellow', label: 'in progress' },
  completed: { color: 'pine', label: 'completed' },
  expired: { color: 'gray', label: 'expired' },
  unused: { color: 'orange', label: 'unused' },
};

/** A state as people read it. */
export function lookOfState(state: string) {
  return STATES[state] ?? { color: 'gray', label: state };
}

export function KeyState({ state }: { readonly state: string }) {
  const { color, label } = lookOfState(state);
  return (
    <Badge variant="light" color={color} size="sm">
      {label}
    </Badge>
  );
}
