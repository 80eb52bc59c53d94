import type { Metadata } from 'next';
import { Integrity } from '@/components/audit/integrity';
import type { PublicKey } from '@/components/audit/public-keys';
import { PageProblem } from '@/components/data/page-problem';
import { requirePrincipal } from '@/lib/access/require-person';
import { merchantOf, type PageProps } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import { publicId } from '@/lib/http/uuid';
import type { Integrity as IntegrityAnswer } from '@/lib/ledger/integrity/contract';

export const metadata: Metadata = { title: 'Audit' };

export default async function AuditPage(props: PageProps) {
  const { merchant } = await merchantOf(props);
  const principal = await requirePrincipal(merchant);
  const [integrity, keys] = await Promise.all([
    readForPage<IntegrityAnswer>('/audit/integrity', { merchant }),
    readForPage<{ data: PublicKey[] }>('/audit/public-keys', { merchant }),
  ]);
  if (!integrity.ok) return <PageProblem {...integrity} />;
  if (!keys.ok) return <PageProblem {...keys} />;
  const merchantId = principal ? publicId('mer', principal.merchantId) : '';
  return (
    <Integrity merchantId={merchantId} first={integrity.answer} publicKeys={keys.answer.data} />
  );
}
