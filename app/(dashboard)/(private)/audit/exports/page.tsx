import type { Metadata } from 'next';
import { Exports } from '@/components/audit/exports';
import { PageProblem } from '@/components/data/page-problem';
import type { Page } from '@/components/data/use-pages';
import { requirePerson } from '@/lib/access/require-person';
import { merchantOf, type PageProps } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import type { ShownExport } from '@/lib/exports/contract';

export const metadata: Metadata = { title: 'Exports' };

export default async function ExportsPage(props: PageProps) {
  await requirePerson();
  const { merchant } = await merchantOf(props);
  const exports = await readForPage<Page<ShownExport>>('/exports', { merchant, limit: '50' });
  if (!exports.ok) return <PageProblem {...exports} />;
  return <Exports merchant={merchant} first={exports.answer} />;
}
