import type { Metadata } from 'next';
import { PageProblem } from '@/components/data/page-problem';
import { Merchants } from '@/components/settings/merchants';
import type { ShownMerchant } from '@/lib/access/contract';
import { requirePerson } from '@/lib/access/require-person';
import { readForPage } from '@/lib/api/read-for-page';

export const metadata: Metadata = { title: 'Merchants' };

export default async function MerchantsPage() {
  await requirePerson();
  const page = await readForPage<{ data: ShownMerchant[]; next_cursor: string | null }>(
    '/merchants',
    { limit: '200' },
  );
  if (!page.ok) return <PageProblem {...page} />;
  const { data, next_cursor: next } = page.answer;
  return <Merchants merchants={data} isComplete={next === null} />;
}
