import type { Metadata } from 'next';
import { COMPARED_MAX, type ComparedKey } from '@/components/compare/compared-key';
import { SideBySide } from '@/components/compare/side-by-side';
import { PageProblem } from '@/components/data/page-problem';
import type { Page } from '@/components/data/use-pages';
import { filterFromAddress } from '@/components/filters/filter-from-address';
import { KEY_FIELDS } from '@/components/keys/key-filters';
import { requirePerson } from '@/lib/access/require-person';
import { merchantOf, type PageProps, textParameters } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import type { ShownEvent, ShownKey } from '@/lib/history/answers';

export const metadata: Metadata = { title: 'Side by side' };

export default async function ComparePage(props: PageProps) {
  await requirePerson();
  const [{ merchant }, parameters] = await Promise.all([merchantOf(props), textParameters(props)]);
  const filter = filterFromAddress(parameters, KEY_FIELDS);
  const limit = String(COMPARED_MAX);
  const keys = await readForPage<Page<ShownKey>>('/keys', { ...filter, merchant, limit });
  if (!keys.ok) return <PageProblem {...keys} />;
  const compared = await Promise.all(
    keys.answer.data.map(async (key): Promise<ComparedKey> => {
      const path = `/keys/${key.id}/events`;
      const events = await readForPage<Page<ShownEvent>>(path, { merchant, limit: '200' });
      return { key, events: events.ok ? events.answer.data : [] };
    }),
  );
  const more = keys.answer.next_cursor !== null;
  return (
    <SideBySide filter={filter} compared={compared.reverse()} more={more} merchant={merchant} />
  );
}
