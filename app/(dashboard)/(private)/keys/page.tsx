import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { PageProblem } from '@/components/data/page-problem';
import type { Page } from '@/components/data/use-pages';
import { filterFromAddress } from '@/components/filters/filter-from-address';
import { COLUMNS_COOKIE, columnsOf } from '@/components/keys/kept-columns';
import { KEY_FIELDS } from '@/components/keys/key-filters';
import { KeysBrowser } from '@/components/keys/keys-browser';
import { PageTitle } from '@/components/shell/page-title';
import { requirePerson, requirePrincipal } from '@/lib/access/require-person';
import { merchantOf, type PageProps, textParameters } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import type { ShownKey } from '@/lib/history/answers';

export const metadata: Metadata = { title: 'Keys' };

export default async function KeysPage(props: PageProps) {
  await requirePerson();
  const [{ merchant }, parameters] = await Promise.all([merchantOf(props), textParameters(props)]);
  const filter = filterFromAddress(parameters, KEY_FIELDS);
  const [keys, principal, jar] = await Promise.all([
    readForPage<Page<ShownKey>>('/keys', { ...filter, merchant, limit: '100' }),
    requirePrincipal(merchant),
    cookies(),
  ]);
  return (
    <>
      <PageTitle title="Keys" />
      {keys.ok ? (
        <KeysBrowser
          merchant={merchant}
          columns={columnsOf(jar.get(COLUMNS_COOKIE)?.value)}
          mayExport={principal?.scopes.has('export') === true}
          first={{ filter, page: keys.answer }}
        />
      ) : (
        <PageProblem {...keys} />
      )}
    </>
  );
}
