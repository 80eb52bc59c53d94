import { SettingsTabs } from '@/components/settings/settings-tabs';
import { PageTitle } from '@/components/shell/page-title';

export default function SettingsLayout({ children }: { readonly children: React.ReactNode }) {
  return (
    <>
      <PageTitle title="Settings" />
      <SettingsTabs>{children}</SettingsTabs>
    </>
  );
}
