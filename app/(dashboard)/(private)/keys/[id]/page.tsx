import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageProblem } from '@/components/data/page-problem';
import type { Page } from '@/components/data/use-pages';
import { KeyStory } from '@/components/keys/key-story';
import { payloadAccess } from '@/components/payloads/payload-access';
import { requirePerson, requirePrincipal } from '@/lib/access/require-person';
import { merchantOf, type PageProps } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import type { ShownEvent, ShownKeyDetail } from '@/lib/history/answers';

export const metadata: Metadata = { title: 'Key' };

interface KeyPageProps extends PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function KeyPage(props: KeyPageProps) {
  await requirePerson();
  const [{ id }, { merchant }] = await Promise.all([props.params, merchantOf(props)]);
  const principal = await requirePrincipal(merchant);
  const path = `/keys/${encodeURIComponent(id)}`;
  const [key, events] = await Promise.all([
    readForPage<ShownKeyDetail>(path, { merchant }),
    readForPage<Page<ShownEvent>>(`${path}/events`, { merchant, limit: '200' }),
  ]);
  if (!key.ok && key.status === 404) notFound();
  if (!key.ok) return <PageProblem {...key} />;
  if (!events.ok) return <PageProblem {...events} />;
  return (
    <KeyStory
      storyOf={key.answer}
      first={events.answer}
      merchant={merchant}
      payloads={payloadAccess(principal?.scopes ?? new Set())}
    />
  );
}
