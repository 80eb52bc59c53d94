import { PageTabs } from '@/components/shell/page-tabs';
import { PageTitle } from '@/components/shell/page-title';

const TABS = [
  { href: '/settings', label: 'Policies' },
  { href: '/settings/api-keys', label: 'API keys' },
  { href: '/settings/merchants', label: 'Merchants' },
  { href: '/settings/people', label: 'People' },
  { href: '/settings/account', label: 'Your account' },
] as const;

export default function SettingsLayout({ children }: { readonly children: React.ReactNode }) {
  return (
    <>
      <PageTitle title="Settings" />
      <PageTabs label="Settings" tabs={TABS}>
        {children}
      </PageTabs>
    </>
  );
}
