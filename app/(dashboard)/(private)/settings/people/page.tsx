import type { Metadata } from 'next';
import { PageProblem } from '@/components/data/page-problem';
import { People } from '@/components/settings/people';
import type { ShownPerson } from '@/lib/access/contract';
import { requirePerson } from '@/lib/access/require-person';
import { readForPage } from '@/lib/api/read-for-page';
import { publicId } from '@/lib/http/uuid';
import { currentRuntime } from '@/lib/server/current-runtime';

export const metadata: Metadata = { title: 'People' };

export default async function PeoplePage() {
  const person = await requirePerson();
  const people = await readForPage<{ data: ShownPerson[] }>('/people', { limit: '200' });
  if (!people.ok) return <PageProblem {...people} />;
  const { sessions } = await currentRuntime();
  return (
    <People
      people={people.answer.data}
      merchants={await sessions.merchantsOf(person)}
      self={publicId('per', person.personId)}
    />
  );
}
