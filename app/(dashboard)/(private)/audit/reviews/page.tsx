import type { Metadata } from 'next';
import { Reviews } from '@/components/audit/reviews';
import { PageProblem } from '@/components/data/page-problem';
import { requirePrincipal } from '@/lib/access/require-person';
import { merchantOf, type PageProps, textParameters } from '@/lib/api/page-props';
import { readForPage } from '@/lib/api/read-for-page';
import type { ReviewDays } from '@/lib/reviews/contract';

export const metadata: Metadata = { title: 'Daily reviews' };

export default async function ReviewsPage(props: PageProps) {
  const [{ merchant }, parameters] = await Promise.all([merchantOf(props), textParameters(props)]);
  const principal = await requirePrincipal(merchant);
  const { from, to } = Object.fromEntries(parameters);
  const days = await readForPage<ReviewDays>('/audit/reviews', { merchant, from, to });
  if (!days.ok) return <PageProblem {...days} />;
  return (
    <Reviews
      key={`${merchant} ${days.answer.from} ${days.answer.to}`}
      merchant={merchant}
      first={days.answer}
      maySignOff={principal?.scopes.has('sign_off') === true}
    />
  );
}
