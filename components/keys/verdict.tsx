import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { type Counted, verdictOf } from './verdict-of';

const TONES = {
  once: { color: 'pine', icon: IconCircleCheck },
  look: { color: 'orange', icon: IconAlertTriangle },
  never: { color: 'gray', icon: IconCircleDashed },
} as const;

/** The verdict, before anything else. */
export function Verdict({ storyOf }: { readonly storyOf: Counted }) {
  const { tone, text } = verdictOf(storyOf);
  const { color, icon: Icon } = TONES[tone];
  return <Alert color={color} icon={<Icon aria-hidden />} title={text} role="note" />;
}
