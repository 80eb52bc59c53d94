'use client';

import { Button, Tooltip } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { UTC } from '../time/zone';
import { useZone } from '../time/zone-provider';

/** Times in UTC, as auditors want them, or as the clock on the wall. */
export function ZoneSwitch() {
  const { zone, toggle } = useZone();
  const isUtc = zone === UTC;
  return (
    <Tooltip label={isUtc ? 'Times are in UTC' : `Times are in ${zone}`}>
      <Button
        variant="subtle"
        color="gray"
        size="sm"
        px="xs"
        leftSection={<IconClock size={16} className="mantine-visible-from-xs" aria-hidden />}
        aria-label={isUtc ? 'Times in UTC; show local times' : 'Local times; show times in UTC'}
        onClick={toggle}
      >
        {isUtc ? 'UTC' : 'Local'}
      </Button>
    </Tooltip>
  );
}
