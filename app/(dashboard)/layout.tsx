import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '../tokens.css';
import './dashboard.css';
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core';
import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import { Providers } from '@/components/shell/providers';
import { ZONE_COOKIE, zoneOf } from '@/components/time/zone';

export const metadata: Metadata = {
  title: { default: 'Onceover', template: '%s · Onceover' },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { colorScheme: 'light dark' };

/** What sign-in and every private page share; it knows nobody. */
export default async function DashboardLayout({
  children,
}: {
  readonly children: React.ReactNode;
}) {
  const [sent, jar] = await Promise.all([headers(), cookies()]);
  const nonce = sent.get('x-nonce') ?? undefined;
  const zone = zoneOf(jar.get(ZONE_COOKIE)?.value);
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} />
      </head>
      <body>
        <Providers nonce={nonce} zone={zone}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
