'use client';

import { Tabs } from '@mantine/core';
import { usePathname, useRouter } from 'next/navigation';
import { useMerchantParam, withMerchant } from './merchant';

interface PageTabsProps {
  readonly label: string;
  readonly tabs: readonly { readonly href: string; readonly label: string }[];
  readonly children: React.ReactNode;
}

/** The parts of a page; each has an address of its own. */
export function PageTabs({ label, tabs, children }: PageTabsProps) {
  const path = usePathname();
  const router = useRouter();
  const merchant = useMerchantParam();
  const open = (href: string | null) => href && router.push(withMerchant(href, merchant));
  return (
    <Tabs value={path} onChange={open} keepMounted={false}>
      <Tabs.List mb="lg" aria-label={label} className="no-print">
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.href} value={tab.href}>
            {tab.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={path}>{children}</Tabs.Panel>
    </Tabs>
  );
}
