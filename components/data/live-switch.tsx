import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { Live } from './use-live';

/** Stops and starts following what happens. */
export function LiveSwitch({ paused, toggle }: Live) {
  return (
    <Button
      variant="default"
      onClick={toggle}
      leftSection={
        paused ? (
          <IconPlayerPlay size={16} aria-hidden />
        ) : (
          <IconPlayerPause size={16} aria-hidden />
        )
      }
    >
      {paused ? 'Go on' : 'Pause'}
    </Button>
  );
}
