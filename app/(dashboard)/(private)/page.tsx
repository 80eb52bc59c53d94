import { PageProblem } from '@/components/data/page-problem';
import { FirstPayment } from '@/components/overview/first-payment';
import { PageTitle } from '@/components/shell/page-title';
import { requirePerson } from '@/lib/access/require-person';
import { merchantOf, type PageProps } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import { currentRuntime } from '@/lib/server/current-runtime';

export default async function OverviewPage(props: PageProps) {
  const [{ merchant }] = await Promise.all([merchantOf(props), requirePerson()]);
  const latest = await readForPage<{ data: { id: string; created_at: string }[] }>('/payments', {
    merchant,
    limit: '1',
  });
  if (!latest.ok) return <PageProblem {...latest} />;
  const { config } = await currentRuntime();
  return (
    <>
      <PageTitle title="Overview" />
      <FirstPayment
        publicUrl={config.publicUrl}
        merchant={merchant}
        latest={latest.answer.data[0] ?? null}
      />
    </>
  );
}
