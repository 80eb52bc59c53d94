'use client';

import { Tabs } from '@mantine/core';
import { usePathname, useRouter } from 'next/navigation';
import { useMerchantParam, withMerchant } from '../shell/merchant';
import styles from './audit.module.css';

const TABS = [
  { href: '/audit', label: 'Integrity' },
  { href: '/audit/exports', label: 'Exports' },
  { href: '/audit/access', label: 'Who looked at what' },
  { href: '/audit/reviews', label: 'Daily reviews' },
  { href: '/audit/report', label: 'Period report' },
] as const;

/** The parts of the audit; each has an address of its own. */
export function AuditTabs({ children }: { readonly children: React.ReactNode }) {
  const path = usePathname();
  const router = useRouter();
  const merchant = useMerchantParam();
  const open = (href: string | null) => href && router.push(withMerchant(href, merchant));
  return (
    <Tabs value={path} onChange={open} keepMounted={false}>
      <Tabs.List mb="lg" aria-label="Audit" className={styles.tabs}>
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
