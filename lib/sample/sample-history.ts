import type { ObservationInput } from '@/lib/observations/contract';
import { sampleDays } from './sample-days';
import { SampleRandom } from './sample-random';
import { sampleStories } from './sample-stories';

const SEED = 20_261_130;

/**
 * Thirty days of a company that does not exist, up to `now`, the first attempt first: the same
 * company every time, so that its tickets can be prepared. Each attempt's id says what it is part of.
 */
export function sampleHistory(now: Date): ObservationInput[] {
  const random = new SampleRandom(SEED);
  // Stories first: they do not depend on how many ordinary attempts there are.
  const made = [...sampleStories(random, now), ...sampleDays(random, now)];
  return made
    .filter(({ occurred_at: at }) => Date.parse(at) <= now.getTime())
    .sort((one, other) => (one.occurred_at < other.occurred_at ? -1 : 1));
}
