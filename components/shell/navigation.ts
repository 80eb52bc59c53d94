import {
  IconGitCompare,
  IconHome,
  IconHourglass,
  IconKey,
  IconSettings,
  IconShieldCheck,
} from '@tabler/icons-react';

/** The pages there are, in their order. */
export const NAVIGATION = [
  { href: '/', label: 'Overview', icon: IconHome },
  { href: '/keys', label: 'Keys', icon: IconKey },
  { href: '/conflicts', label: 'Conflicts', icon: IconGitCompare },
  { href: '/expiring', label: 'Expiring', icon: IconHourglass },
  { href: '/audit', label: 'Audit', icon: IconShieldCheck },
  { href: '/settings', label: 'Settings', icon: IconSettings },
] as const;

/** Whether a path belongs to a page of the navigation. */
export function isWithin(path: string, href: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
}
