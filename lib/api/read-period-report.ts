import type { ShownEvent, ShownSample, ShownTraffic } from '@/lib/history/answers';
import type { Integrity } from '@/lib/ledger/integrity/contract';
import type { ReviewDays } from '@/lib/reviews/contract';
import { startOf } from '@/lib/reviews/days';
import type { Period } from '@/lib/reviews/period';
import { type PageData, readForPage } from './read-for-page';

/** What a report lists by itself; an export has all of them. */
const EXCEPTIONS = ['payload_conflict', 'in_progress_conflict', 'response_undelivered'] as const;
const EXCEPTIONS_SHOWN = '50';

/** What a report is made of, all of it as any API key could read it. */
export interface PeriodReport {
  readonly traffic: ShownTraffic;
  readonly integrity: Integrity;
  readonly exceptions: readonly ShownEvent[];
  /** Or why there is none. */
  readonly sample: PageData<ShownSample>;
  readonly reviews: PageData<ReviewDays>;
}

/** Reads everything of a period, with the role of whoever asks. */
export async function readPeriodReport(
  { from, to, sample, seed }: Period,
  merchant: string | undefined,
): Promise<PageData<PeriodReport>> {
  const span = { merchant, from: startOf(from), to: startOf(to) };
  const size = String(sample);
  const [traffic, integrity, drawn, reviews, ...exceptions] = await Promise.all([
    readForPage<ShownTraffic>('/stats/traffic', { ...span, step: 'P1D' }),
    readForPage<Integrity>('/audit/integrity', span),
    readForPage<ShownSample>('/audit/sample', { ...span, size, seed }),
    readForPage<ReviewDays>('/audit/reviews', { merchant, from, to }),
    ...EXCEPTIONS.map((outcome) =>
      readForPage<{ data: ShownEvent[] }>('/events', { ...span, outcome, limit: EXCEPTIONS_SHOWN }),
    ),
  ]);
  if (!traffic.ok) return traffic;
  if (!integrity.ok) return integrity;
  const listed: ShownEvent[] = [];
  for (const events of exceptions) {
    if (!events.ok) return events;
    listed.push(...events.answer.data);
  }
  return {
    ok: true,
    answer: {
      traffic: traffic.answer,
      integrity: integrity.answer,
      exceptions: listed.sort((one, other) => one.seq - other.seq),
      sample: drawn,
      reviews,
    },
  };
}
