import type { Metadata } from 'next';
import { PageProblem } from '@/components/data/page-problem';
import { PolicyCards } from '@/components/settings/policy-cards';
import { requirePrincipal } from '@/lib/access/require-person';
import { merchantOf, type PageProps } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import type { ShownPolicy } from '@/lib/policies/contract';

export const metadata: Metadata = { title: 'Policies' };

export default async function PoliciesPage(props: PageProps) {
  const { merchant } = await merchantOf(props);
  const principal = await requirePrincipal(merchant);
  const policies = await readForPage<{ data: ShownPolicy[] }>('/policies', { merchant });
  if (!policies.ok) return <PageProblem {...policies} />;
  const mayChange = principal?.scopes.has('admin') === true;
  return <PolicyCards policies={policies.answer.data} mayChange={mayChange} merchant={merchant} />;
}
