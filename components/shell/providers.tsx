'use client';

import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { ZoneProvider } from '../time/zone-provider';
import { theme } from './theme';

interface ProvidersProps {
  readonly nonce: string | undefined;
  readonly zone: string;
  readonly children: React.ReactNode;
}

export function Providers({ nonce, zone, children }: ProvidersProps) {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      {...(nonce !== undefined && { getStyleNonce: () => nonce })}
    >
      <Notifications position="bottom-right" />
      <ZoneProvider zone={zone}>{children}</ZoneProvider>
    </MantineProvider>
  );
}
