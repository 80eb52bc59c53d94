'use client';

import { Tabs } from '@mantine/core';
import { usePathname, useRouter } from 'next/navigation';
import { useMerchantParam, withMerchant } from '../shell/merchant';

const TABS = [
  { href: '/settings', label: 'Policies' },
  { href: '/settings/api-keys', label: 'API keys' },
  { href: '/settings/people', label: 'People' },
  { href: '/settings/account', label: 'Your account' },
] as const;

/** The parts of the settings; each has an address of its own. */
export function SettingsTabs({ children }: { readonly children: React.ReactNode }) {
  const path = usePathname();
  const router = useRouter();
  const merchant = useMerchantParam();
  const open = (href: string | null) => href && router.push(withMerchant(href, merchant));
  return (
    <Tabs value={path} onChange={open} keepMounted={false}>
      <Tabs.List mb="lg" aria-label="Settings">
        {TABS.map(({ href, label }) => (
          <Tabs.Tab key={href} value={href}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={path}>{children}</Tabs.Panel>
    </Tabs>
  );
}
