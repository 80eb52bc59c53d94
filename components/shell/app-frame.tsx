'use client';

import { AppShell, Burger, Group, NavLink, ScrollArea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBook2 } from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Commands } from '../palette/commands';
import { AccountMenu } from './account-menu';
import styles from './app-frame.module.css';
import { Brand } from './brand';
import { type MerchantChoice, useMerchantParam, withMerchant } from './merchant';
import { MerchantSwitch } from './merchant-switch';
import { isWithin, NAVIGATION } from './navigation';
import { ThemeSwitch } from './theme-switch';
import { useKeptFocus } from './use-kept-focus';
import { ZoneSwitch } from './zone-switch';

interface AppFrameProps {
  readonly person: { readonly name: string; readonly email: string; readonly roles: string };
  readonly merchants: readonly MerchantChoice[];
  readonly children: React.ReactNode;
}

/** What stands around every private page. */
export function AppFrame({ person, merchants, children }: AppFrameProps) {
  const [opened, { toggle, close }] = useDisclosure(false);
  useKeptFocus();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <AppShell.Header>
        <Group h="100%" px={{ base: 'xs', sm: 'md' }} gap="sm" wrap="nowrap">
          <Burger
            opened={opened}
            onClick={toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={opened ? 'Close the navigation' : 'Open the navigation'}
          />
          <Link href="/" className={styles.brand} aria-label="Onceover, overview">
            <Brand />
          </Link>
          <Group gap="var(--tools-gap)" ml="auto" wrap="nowrap" className={styles.tools ?? ''}>
            <Commands merchants={merchants} />
            <MerchantSwitch merchants={merchants} />
            <ZoneSwitch />
            <ThemeSwitch />
            <AccountMenu person={person} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm">
        <ScrollArea>
          <Pages onNavigate={close} />
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={styles.main}>
        {children}
      </AppShell.Main>
    </AppShell>
  );
}

function Pages({ onNavigate }: { readonly onNavigate: () => void }) {
  const path = usePathname();
  const merchant = useMerchantParam();
  return (
    <nav aria-label="Pages">
      {NAVIGATION.map(({ href, label, icon: Icon }) => (
        <NavLink
          key={href}
          component={Link}
          href={withMerchant(href, merchant)}
          label={label}
          leftSection={<Icon size={18} stroke={1.75} aria-hidden />}
          active={isWithin(path, href)}
          aria-current={isWithin(path, href) ? 'page' : undefined}
          className={styles.link}
          onClick={onNavigate}
        />
      ))}
      <NavLink
        component="a"
        href="/docs"
        label="API reference"
        leftSection={<IconBook2 size={18} stroke={1.75} aria-hidden />}
        className={styles.link}
      />
    </nav>
  );
}
