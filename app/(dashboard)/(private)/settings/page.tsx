import type { Metadata } from 'next';
import { PageProblem } from '@/components/data/page-problem';
import { PolicyCards } from '@/components/settings/policy-cards';
import { PolicyHistory } from '@/components/settings/policy-history';
import { requirePrincipal } from '@/lib/access/require-person';
import { merchantOf, type PageProps } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import type { ShownPolicy } from '@/lib/policies/contract';

export const metadata: Metadata = { title: 'Policies' };

interface Versions {
  readonly data: ShownPolicy[];
  readonly next_cursor: string | null;
}

export default async function PoliciesPage(props: PageProps) {
  const { merchant } = await merchantOf(props);
  const principal = await requirePrincipal(merchant);
  const policies = await readForPage<{ data: ShownPolicy[] }>('/policies', { merchant });
  if (!policies.ok) return <PageProblem {...policies} />;
  const { data } = policies.answer;
  const histories = await Promise.all(
    data.map(({ operation }) =>
      readForPage<Versions>(`/policies/${operation}/history`, { merchant, limit: '200' }),
    ),
  );
  const failed = histories.find(({ ok }) => !ok);
  if (failed && !failed.ok) return <PageProblem {...failed} />;
  const known = histories.flatMap((history) => (history.ok ? [history.answer] : []));
  const versions = known.flatMap((history) => history.data);
  versions.sort((left, right) => String(right.created_at).localeCompare(String(left.created_at)));
  return (
    <>
      <PolicyCards
        policies={data}
        mayChange={principal?.scopes.has('admin') === true}
        merchant={merchant}
      />
      <PolicyHistory
        versions={versions}
        isComplete={known.every(({ next_cursor: next }) => next === null)}
      />
    </>
  );
}
