import type { Metadata } from 'next';
import { spanFromAddress } from '@/components/charts/time-span';
import { CONFLICT_FIELDS } from '@/components/conflicts/conflict-filters';
import { Conflicts } from '@/components/conflicts/conflicts';
import { LISTED } from '@/components/conflicts/listed-conflict';
import { conflictQuestions, conflictsOverTime } from '@/components/conflicts/read-conflicts';
import { only } from '@/components/data/only';
import { PageProblem } from '@/components/data/page-problem';
import type { Page } from '@/components/data/use-pages';
import { filterFromAddress } from '@/components/filters/filter-from-address';
import type { Traffic } from '@/components/overview/traffic';
import { payloadAccess } from '@/components/payloads/payload-access';
import { PageTitle } from '@/components/shell/page-title';
import { requirePrincipal } from '@/lib/access/require-person';
import type { ShownAnnotation } from '@/lib/annotations/contract';
import { merchantOf, type PageProps, textParameters } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import type { ConflictGroups } from '@/lib/conflicts/answers';
import type { ShownEvent } from '@/lib/history/answers';

export const metadata: Metadata = { title: 'Conflicts' };

export default async function ConflictsPage(props: PageProps) {
  const [{ merchant }, parameters] = await Promise.all([merchantOf(props), textParameters(props)]);
  const principal = await requirePrincipal(merchant);
  const span = spanFromAddress(parameters, 'P7D');
  const filter = filterFromAddress(parameters, CONFLICT_FIELDS);
  const asked = conflictQuestions(span, filter, Date.now());
  const [traffic, groups, marks, page] = await Promise.all([
    readForPage<Traffic>('/stats/traffic', { ...asked.traffic, merchant }),
    readForPage<ConflictGroups>('/stats/conflicts', { ...asked.groups, merchant }),
    readForPage<{ data: ShownAnnotation[] }>('/annotations', { ...asked.marks, merchant }),
    readForPage<Page<ShownEvent>>('/conflicts', { ...asked.conflicts, merchant }),
  ]);
  const failed = [traffic, groups, marks, page].find(({ ok }) => !ok);
  if (!(traffic.ok && groups.ok && marks.ok && page.ok)) {
    return (
      <>
        <PageTitle title="Conflicts" />
        {failed && !failed.ok && <PageProblem {...failed} />}
      </>
    );
  }
  const data = {
    ...conflictsOverTime(traffic.answer),
    groups: groups.answer,
    marks: marks.answer.data,
  };
  const listed = { ...page.answer, data: page.answer.data.map((event) => only(event, LISTED)) };
  const first = { span, filter, data, page: listed };
  const scopes = principal?.scopes;
  const mayNote = scopes?.has('annotate') === true || scopes?.has('admin') === true;
  const access = payloadAccess(scopes ?? new Set());
  return <Conflicts merchant={merchant} mayNote={mayNote} access={access} first={first} />;
}
