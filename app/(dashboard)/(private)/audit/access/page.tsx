import type { Metadata } from 'next';
import { AccessBrowser } from '@/components/audit/access-browser';
import { ACCESS_FIELDS } from '@/components/audit/access-fields';
import { PageProblem } from '@/components/data/page-problem';
import type { Page } from '@/components/data/use-pages';
import { filterFromAddress } from '@/components/filters/filter-from-address';
import { requirePrincipal } from '@/lib/access/require-person';
import { merchantOf, type PageProps, textParameters } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import type { ShownEvent } from '@/lib/history/answers';

export const metadata: Metadata = { title: 'Who looked at what' };

export default async function AccessPage(props: PageProps) {
  const [{ merchant }, parameters] = await Promise.all([merchantOf(props), textParameters(props)]);
  const principal = await requirePrincipal(merchant);
  const filter = filterFromAddress(parameters, ACCESS_FIELDS);
  const asked = { ...filter, merchant, limit: '100' };
  const events = await readForPage<Page<ShownEvent>>('/audit/access', asked);
  if (!events.ok) return <PageProblem {...events} />;
  return (
    <AccessBrowser
      merchant={merchant}
      mayExport={principal?.scopes.has('export') === true}
      first={{ filter, page: events.answer }}
    />
  );
}
