import type { Metadata } from 'next';
import { endsOf, spanFromAddress } from '@/components/charts/time-span';
import { PageProblem } from '@/components/data/page-problem';
import type { Page } from '@/components/data/use-pages';
import { Expiring } from '@/components/expiring/expiring';
import { aheadOf, choiceFromAddress } from '@/components/expiring/expiring-address';
import type { Expiry } from '@/components/overview/traffic';
import { PageTitle } from '@/components/shell/page-title';
import { requirePerson } from '@/lib/access/require-person';
import { merchantOf, type PageProps, textParameters } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import type { ShownReuse, WhatIf } from '@/lib/conflicts/answers';
import type { ShownPolicy } from '@/lib/policies/contract';

export const metadata: Metadata = { title: 'Expiring' };

export default async function ExpiringPage(props: PageProps) {
  await requirePerson();
  const [{ merchant }, parameters] = await Promise.all([merchantOf(props), textParameters(props)]);
  const choice = choiceFromAddress(parameters);
  const span = spanFromAddress(parameters, 'P30D');
  const nowMs = Date.now();
  const asked = { merchant, retention: choice.retention, ...endsOf(span, nowMs) };
  const [expiry, whatIf, reuses, policies] = await Promise.all([
    readForPage<Expiry>('/stats/expiry', { merchant, ...aheadOf(choice, nowMs) }),
    readForPage<WhatIf>('/stats/what-if', asked),
    readForPage<Page<ShownReuse>>('/reuses', { ...asked, limit: '50' }),
    readForPage<{ data: ShownPolicy[] }>('/policies', { merchant }),
  ]);
  const failed = [expiry, whatIf, reuses].find(({ ok }) => !ok);
  return (
    <>
      <PageTitle
        title="Expiring"
        lead="A key is kept as long as its policy says. Used again after that, it is executed again."
      />
      {expiry.ok && whatIf.ok && reuses.ok ? (
        <Expiring
          merchant={merchant}
          retentionNow={policies.ok ? retentionOf(policies.answer.data) : undefined}
          first={{
            choice,
            span,
            data: { expiry: expiry.answer, whatIf: whatIf.answer },
            reuses: reuses.answer,
          }}
        />
      ) : (
        failed && !failed.ok && <PageProblem {...failed} />
      )}
    </>
  );
}

function retentionOf(policies: readonly ShownPolicy[]): string | undefined {
  return policies.find(({ operation }) => operation === 'payments')?.retention;
}
