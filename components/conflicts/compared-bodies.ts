import type { ShownEvent, ShownPayloads } from '@/lib/history/answers';

type Body = ShownPayloads['bodies'][number];

/** Two requests' canonical bodies; undefined where one is not kept any more. */
export interface ComparedBodies {
  readonly first: string | undefined;
  readonly other: string | undefined;
}

/** Of a key's bodies, newest first: the conflict's own, and that of the execution before it. */
export function comparedBodies(
  bodies: readonly Body[],
  { id, occurred_at: at }: Pick<ShownEvent, 'id' | 'occurred_at'>,
): ComparedBodies {
  const requests = bodies.filter(({ part }) => part === 'request');
  const isFirst = (body: Body) => body.outcome !== 'payload_conflict' && body.occurred_at <= at;
  return {
    first: requests.find(isFirst)?.body,
    other: requests.find((body) => body.event_id === id)?.body,
  };
}
