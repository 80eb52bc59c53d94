import type { Metadata } from 'next';
import { PageProblem } from '@/components/data/page-problem';
import { ApiKeys } from '@/components/settings/api-keys';
import type { ShownApiKey } from '@/lib/access/contract';
import { requirePrincipal } from '@/lib/access/require-person';
import { merchantOf, type PageProps } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import { publicId } from '@/lib/http/uuid';

export const metadata: Metadata = { title: 'API keys' };

export default async function ApiKeysPage(props: PageProps) {
  const { merchant } = await merchantOf(props);
  const principal = await requirePrincipal(merchant);
  if (!principal)
    return <PageProblem status={403} detail="You may see no merchant with this id." />;
  const merchantId = publicId('mer', principal.merchantId);
  const parameters = { merchant: merchantId, limit: '200' };
  const keys = await readForPage<{ data: ShownApiKey[] }>(
    `/merchants/${merchantId}/api-keys`,
    parameters,
  );
  if (!keys.ok) return <PageProblem {...keys} />;
  return <ApiKeys keys={keys.answer.data} merchantId={merchantId} />;
}
