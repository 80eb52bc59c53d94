import { Stack } from '@mantine/core';
import { PageProblem } from '@/components/data/page-problem';
import { FirstPayment } from '@/components/overview/first-payment';
import { LoadSample } from '@/components/overview/load-sample';
import { SampleCompany } from '@/components/overview/sample-company';
import { PageTitle } from '@/components/shell/page-title';
import { requirePerson, requirePrincipal } from '@/lib/access/require-person';
import { merchantOf, type PageProps } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import type { ShownSampleCompany } from '@/lib/sample/contract';
import { currentRuntime } from '@/lib/server/current-runtime';

export default async function OverviewPage(props: PageProps) {
  const [{ merchant }] = await Promise.all([merchantOf(props), requirePerson()]);
  const latest = await readForPage<{ data: { id: string; created_at: string }[] }>('/payments', {
    merchant,
    limit: '1',
  });
  if (!latest.ok) return <PageProblem {...latest} />;
  const [{ config }, principal, sample] = await Promise.all([
    currentRuntime(),
    requirePrincipal(merchant),
    readForPage<ShownSampleCompany>('/sample-company', { merchant }),
  ]);
  const isOperator = principal?.scopes.has('operator') === true;
  if (sample.ok && sample.answer.is_sample) {
    return (
      <>
        <PageTitle title="Overview" />
        <SampleCompany sample={sample.answer} mayRemove={isOperator} />
      </>
    );
  }
  return (
    <>
      <PageTitle title="Overview" />
      <Stack gap="lg">
        <FirstPayment
          publicUrl={config.publicUrl}
          merchant={merchant}
          latest={latest.answer.data[0] ?? null}
        />
        {isOperator && <LoadSample merchant={merchant} />}
      </Stack>
    </>
  );
}
