'use client';

import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconZoomOut } from '@tabler/icons-react';
import { Timestamp } from '../time/timestamp';
import { PRESETS, type Preset, type TimeSpan } from './time-span';

const CHOICES = Object.entries(PRESETS).map(([value, { label }]) => ({ value, label }));

interface SpanBarProps {
  readonly span: TimeSpan;
  /** Where zooming out leads. */
  readonly whole: Preset;
  readonly onChange: (span: TimeSpan) => void;
}

/** How much time is looked at. */
export function SpanBar({ span, whole, onChange }: SpanBarProps) {
  if ('last' in span) {
    return (
      <SegmentedControl
        aria-label="Time span, up to now"
        data={CHOICES}
        value={span.last}
        onChange={(value) => onChange({ last: value as Preset })}
        size="xs"
      />
    );
  }
  return (
    <Group gap="sm">
      <Text size="sm">
        <Timestamp value={span.from} exact={false} /> – <Timestamp value={span.to} exact={false} />
      </Text>
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconZoomOut size={16} aria-hidden />}
        onClick={() => onChange({ last: whole })}
      >
        Zoom out
      </Button>
    </Group>
  );
}
