import type { ShownKey } from '@/lib/history/answers';

export type Counted = Pick<
  ShownKey,
  'generation' | 'replays' | 'conflicts' | 'attempts' | 'undelivered'
>;

export interface KeyVerdict {
  /** Whether somebody should look closer. */
  readonly tone: 'once' | 'look' | 'never';
  readonly text: string;
}

/** What a reader with a ticket wants to know first: how often did it happen? */
export function verdictOf(key: Counted): KeyVerdict {
  const { generation, replays, conflicts, undelivered } = key;
  const more = [
    ...(replays > 0 ? [`${times(replays, 'replay')} answered from the store`] : []),
    ...(conflicts > 0 ? [`${times(conflicts, 'different request')} refused`] : []),
    ...(undelivered > 0 ? [`${times(undelivered, 'answer')} not delivered`] : []),
  ];
  const rest = more.length > 0 ? `; ${more.join(', ')}` : '';
  if (generation === 0) return { tone: 'never', text: `Never executed${rest}.` };
  if (generation === 1) {
    return { tone: conflicts > 0 ? 'look' : 'once', text: `Executed once${rest}.` };
  }
  return {
    tone: 'look',
    text: `Executed ${generation} times: the key was used again after it had expired${rest}.`,
  };
}

function times(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}
