import type { ShownAnnotation } from '@/lib/annotations/contract';
import type { ConflictGroups } from '@/lib/conflicts/answers';
import type { ChartRow } from '../charts/series';
import { endsOf, STEP_MS, stepOf, type TimeSpan } from '../charts/time-span';
import { callApi } from '../data/call-api';
import type { Filter } from '../filters/filter-text';
import type { Traffic } from '../overview/traffic';

export const CONFLICTS = 'payload_conflict';

export interface ConflictsData {
  readonly overTime: readonly ChartRow[];
  readonly stepMs: number;
  readonly groups: ConflictGroups;
  readonly marks: readonly ShownAnnotation[];
}

/** Three questions of the API: over time, by cause, and what was noted. */
export function conflictQuestions(span: TimeSpan, filter: Filter, nowMs: number) {
  const ends = endsOf(span, nowMs);
  // Groups are there to choose from: choosing one leaves the others.
  const { group: _, ...others } = filter;
  return {
    traffic: { ...ends, step: stepOf(span) },
    groups: { ...others, ...ends },
    marks: { ...ends, limit: '200' },
    conflicts: { ...filter, ...ends, limit: '100' },
  };
}

export async function readConflicts(
  span: TimeSpan,
  filter: Filter,
  merchant: string | undefined,
  signal: AbortSignal,
): Promise<ConflictsData> {
  const questions = conflictQuestions(span, filter, Date.now());
  const own: Record<string, string> = merchant === undefined ? {} : { merchant };
  const read = <Answer>(path: string, parameters: Record<string, string>) =>
    callApi<Answer>(`/api/v1${path}?${new URLSearchParams({ ...parameters, ...own })}`, { signal });
  const [traffic, groups, marks] = await Promise.all([
    read<Traffic>('/stats/traffic', questions.traffic),
    read<ConflictGroups>('/stats/conflicts', questions.groups),
    read<{ data: ShownAnnotation[] }>('/annotations', questions.marks),
  ]);
  return { ...conflictsOverTime(traffic), groups, marks: marks.data };
}

export function conflictsOverTime({ step, data }: Traffic) {
  const overTime = data.map(({ at, outcomes }) => ({
    at,
    values: { [CONFLICTS]: outcomes[CONFLICTS] ?? 0 },
  }));
  return { overTime, stepMs: STEP_MS[step] };
}
