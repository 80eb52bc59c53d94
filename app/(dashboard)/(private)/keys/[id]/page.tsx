import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageProblem } from '@/components/data/page-problem';
import type { Page } from '@/components/data/use-pages';
import type { StoryExtras } from '@/components/key-story/story-extras';
import { KeyStory } from '@/components/keys/key-story';
import { payloadAccess } from '@/components/payloads/payload-access';
import { requirePerson, requirePrincipal } from '@/lib/access/require-person';
import { merchantOf, type PageProps } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import type { ShownEvent, ShownKeyDetail } from '@/lib/history/answers';
import { currentRuntime } from '@/lib/server/current-runtime';

export const metadata: Metadata = { title: 'Key' };

interface KeyPageProps extends PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function KeyPage(props: KeyPageProps) {
  const { email } = await requirePerson();
  const [{ id }, { merchant }] = await Promise.all([props.params, merchantOf(props)]);
  const path = `/keys/${encodeURIComponent(id)}`;
  const [key, events] = await Promise.all([
    readForPage<ShownKeyDetail>(path, { merchant }),
    readForPage<Page<ShownEvent>>(`${path}/events`, { merchant, limit: '100' }),
  ]);
  if (!key.ok && key.status === 404) notFound();
  if (!key.ok) return <PageProblem {...key} />;
  if (!events.ok) return <PageProblem {...events} />;
  const [extras, principal, { config }] = await Promise.all([
    readExtras(key.answer, merchant),
    requirePrincipal(merchant),
    currentRuntime(),
  ]);
  const reader = {
    email,
    mayExport: principal?.scopes.has('export') === true,
    mayNote: principal?.scopes.has('notes') === true,
    publicUrl: config.publicUrl,
  };
  return (
    <KeyStory
      storyOf={key.answer}
      first={events.answer}
      extras={extras}
      reader={reader}
      merchant={merchant}
      payloads={payloadAccess(principal?.scopes ?? new Set())}
    />
  );
}

type Listed<Row> = { readonly data: readonly Row[] };

/** Each part by itself: what cannot be read is left out, and the story stands all the same. */
async function readExtras(key: ShownKeyDetail, merchant: string | undefined): Promise<StoryExtras> {
  const { operation, policy_version: version, resource_id: resource } = key;
  const list = async <Row,>(path: string, more: Record<string, string> = {}) => {
    const read = await readForPage<Listed<Row>>(path, { merchant, ...more });
    return read.ok ? read.answer.data : [];
  };
  const isPayment = resource?.startsWith('pay_') === true;
  const [versions, payment, refunds, notes] = await Promise.all([
    version === null || version === 0
      ? []
      : list<NonNullable<StoryExtras['policy']>>(`/policies/${operation}/history`, {
          limit: '200',
        }),
    isPayment
      ? readForPage<NonNullable<StoryExtras['payment']>>(`/payments/${resource}`, { merchant })
      : undefined,
    isPayment ? list<StoryExtras['refunds'][number]>('/refunds', { payment_id: resource }) : [],
    list<StoryExtras['notes'][number]>(`/keys/${key.id}/notes`),
  ]);
  return {
    policy: versions.find((policy) => policy.version === version),
    payment: payment?.ok ? payment.answer : undefined,
    refunds,
    notes,
  };
}
