import { PageTabs } from '@/components/shell/page-tabs';
import { PageTitle } from '@/components/shell/page-title';

const TABS = [
  { href: '/audit', label: 'Integrity' },
  { href: '/audit/exports', label: 'Exports' },
  { href: '/audit/access', label: 'Who looked at what' },
  { href: '/audit/reviews', label: 'Daily reviews' },
  { href: '/audit/report', label: 'Period report' },
] as const;

export default function AuditLayout({ children }: { readonly children: React.ReactNode }) {
  return (
    <>
      <PageTitle title="Audit" />
      <PageTabs label="Audit" tabs={TABS}>
        {children}
      </PageTabs>
    </>
  );
}
