import { AuditTabs } from '@/components/audit/audit-tabs';
import { PageTitle } from '@/components/shell/page-title';

export default function AuditLayout({ children }: { readonly children: React.ReactNode }) {
  return (
    <>
      <PageTitle title="Audit" />
      <AuditTabs>{children}</AuditTabs>
    </>
  );
}
