import { Stack } from '@mantine/core';
import { spanFromAddress } from '@/components/charts/time-span';
import { PageProblem } from '@/components/data/page-problem';
import { FirstPayment } from '@/components/overview/first-payment';
import { LoadSample } from '@/components/overview/load-sample';
import { Overview } from '@/components/overview/overview';
import { overviewQuestions } from '@/components/overview/read-overview';
import { SampleCompany } from '@/components/overview/sample-company';
import { drawnTraffic, type Expiry, type Store, type Traffic } from '@/components/overview/traffic';
import type { LatestPayment } from '@/components/overview/use-latest-payment';
import { PageTitle } from '@/components/shell/page-title';
import { requirePerson, requirePrincipal } from '@/lib/access/require-person';
import type { ShownAnnotation } from '@/lib/annotations/contract';
import { merchantOf, type PageProps, textParameters } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import type { ShownSampleCompany } from '@/lib/sample/contract';
import { currentRuntime } from '@/lib/server/current-runtime';

export default async function OverviewPage(props: PageProps) {
  await requirePerson();
  const [{ merchant }, parameters] = await Promise.all([merchantOf(props), textParameters(props)]);
  const span = spanFromAddress(parameters, 'PT24H');
  const asked = overviewQuestions(span, Date.now());
  const [payments, store, traffic, expiry, marks, sample, principal] = await Promise.all([
    readForPage<{ data: LatestPayment[] }>('/payments', { ...asked.payments, merchant }),
    readForPage<Store>('/stats/store', { merchant }),
    readForPage<Traffic>('/stats/traffic', { ...asked.traffic, merchant }),
    readForPage<Expiry>('/stats/expiry', { ...asked.expiry, merchant }),
    readForPage<{ data: ShownAnnotation[] }>('/annotations', { ...asked.marks, merchant }),
    readForPage<ShownSampleCompany>('/sample-company', { merchant }),
    requirePrincipal(merchant),
  ]);
  const failed = [payments, store, traffic, expiry, marks].find(({ ok }) => !ok);
  if (!(payments.ok && store.ok && traffic.ok && expiry.ok && marks.ok)) {
    return (
      <>
        <PageTitle title="Overview" />
        {failed && !failed.ok && <PageProblem {...failed} />}
      </>
    );
  }
  const isOperator = principal?.scopes.has('operator') === true;
  const isSample = sample.ok && sample.answer.is_sample;
  const latest = payments.answer.data[0] ?? null;
  if (!isSample && latest === null && (await hasNoAttempt(merchant))) {
    return <EmptyStore merchant={merchant} isOperator={isOperator} />;
  }
  const data = {
    traffic: drawnTraffic(traffic.answer),
    expiry: expiry.answer,
    store: store.answer,
    latest,
    marks: marks.answer.data,
  };
  return (
    <Overview merchant={merchant} first={{ span, data }}>
      {isSample && <SampleCompany sample={sample.answer} mayRemove={isOperator} />}
    </Overview>
  );
}

async function EmptyStore({
  merchant,
  isOperator,
}: {
  readonly merchant: string | undefined;
  readonly isOperator: boolean;
}) {
  await requirePerson();
  const { config } = await currentRuntime();
  return (
    <>
      <PageTitle title="Overview" />
      <Stack gap="lg">
        <FirstPayment publicUrl={config.publicUrl} merchant={merchant} latest={null} />
        {isOperator && <LoadSample merchant={merchant} />}
      </Stack>
    </>
  );
}

/** Whether this merchant has never been asked for anything; observed attempts count too. */
async function hasNoAttempt(merchant: string | undefined): Promise<boolean> {
  const events = await readForPage<{ data: unknown[] }>('/events', {
    merchant,
    kind: 'attempt',
    limit: '1',
  });
  return events.ok && events.answer.data.length === 0;
}
