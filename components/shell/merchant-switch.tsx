'use client';

import { Button, Menu, ScrollArea } from '@mantine/core';
import { IconBuildingStore, IconCheck, IconSelector } from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type MerchantChoice, useMerchantParam, withMerchant } from './merchant';
import styles from './merchant-switch.module.css';

/** Whose data is shown: one merchant at a time, named in the address. */
export function MerchantSwitch({ merchants }: { readonly merchants: readonly MerchantChoice[] }) {
  const path = usePathname();
  const chosen = useMerchantParam() ?? merchants[0]?.id;
  const current = merchants.find(({ id }) => id === chosen);
  if (merchants.length < 2) return null;
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button
          variant="default"
          size="sm"
          className={styles.button}
          leftSection={<IconBuildingStore size={16} aria-hidden />}
          rightSection={<IconSelector size={14} aria-hidden />}
          aria-label={`Merchant: ${current?.name ?? 'none'}`}
        >
          <span className={styles.name}>{current?.name ?? 'Choose a merchant'}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <ScrollArea.Autosize mah={360} type="auto">
          {merchants.map(({ id, name }) => (
            <Menu.Item
              key={id}
              component={Link}
              href={withMerchant(path, id)}
              aria-current={id === chosen ? 'true' : undefined}
              rightSection={id === chosen && <IconCheck size={16} aria-hidden />}
            >
              {name}
            </Menu.Item>
          ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}
