import type { ShownAnnotation } from '@/lib/annotations/contract';
import { endsOf, stepOf, type TimeSpan } from '../charts/time-span';
import { callApi } from '../data/call-api';
import { type DrawnTraffic, drawnTraffic, type Expiry, type Store, type Traffic } from './traffic';
import type { LatestPayment } from './use-latest-payment';

export interface OverviewData {
  readonly traffic: DrawnTraffic;
  readonly expiry: Expiry;
  readonly store: Store;
  readonly latest: LatestPayment | null;
  readonly marks: readonly ShownAnnotation[];
}

const DAY_MS = 86_400_000;

/** What the overview asks of the API, besides how the store stands. */
export function overviewQuestions(span: TimeSpan, nowMs: number) {
  const ends = endsOf(span, nowMs);
  return {
    traffic: { ...ends, step: stepOf(span) },
    expiry: endsOf({ last: 'PT24H' }, nowMs + DAY_MS),
    payments: { limit: '1' },
    marks: { ...ends, limit: '200' },
  };
}

export async function readOverview(
  span: TimeSpan,
  merchant: string | undefined,
  signal: AbortSignal,
): Promise<OverviewData> {
  const questions = overviewQuestions(span, Date.now());
  const own: Record<string, string> = merchant === undefined ? {} : { merchant };
  const read = <Answer>(path: string, parameters: Record<string, string> = {}) =>
    callApi<Answer>(`/api/v1${path}?${new URLSearchParams({ ...parameters, ...own })}`, { signal });
  const [traffic, expiry, store, payments, marks] = await Promise.all([
    read<Traffic>('/stats/traffic', questions.traffic),
    read<Expiry>('/stats/expiry', questions.expiry),
    read<Store>('/stats/store'),
    read<{ data: LatestPayment[] }>('/payments', questions.payments),
    read<{ data: ShownAnnotation[] }>('/annotations', questions.marks),
  ]);
  const drawn = drawnTraffic(traffic);
  return { traffic: drawn, expiry, store, latest: payments.data[0] ?? null, marks: marks.data };
}
