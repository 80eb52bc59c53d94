import type { ObservationInput } from '@/lib/observations/contract';
import { type SampleIntent, type SampleService, sampleAttempt } from './sample-attempt';
import type { SampleRandom } from './sample-random';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
const DAYS = 30;

export const WEB: SampleService = {
  client: 'web-checkout',
  ip: '198.51.100.10',
  agent: 'web-checkout/7.3.0',
};
export const ANDROID: SampleService = {
  client: 'shop-app',
  ip: '198.51.100.24',
  agent: 'shop-android/4.1.3',
};
const IOS: SampleService = { client: 'shop-app', ip: '198.51.100.25', agent: 'shop-ios/4.2.0' };
export const BILLING: SampleService = {
  client: 'subscriptions',
  ip: '198.51.100.40',
  agent: 'subscriptions/2.3.1',
};

const PRICES = [499, 999, 1499, 1999, 2450, 3995, 4900, 8900, 12900, 24900] as const;
const CURRENCIES = ['EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'USD', 'USD', 'GBP', 'JPY'] as const;
/** How many payments begin in an hour of the day, from midnight UTC on. */
const BY_HOUR = [1, 1, 0, 0, 0, 1, 2, 4, 5, 6, 6, 7, 8, 6, 5, 5, 6, 7, 8, 9, 8, 6, 4, 2];

/** Thirty ordinary days up to `now`: most payments succeed at once, some need a second try. */
export function sampleDays(random: SampleRandom, now: Date): ObservationInput[] {
  const first = Math.floor(now.getTime() / DAY_MS) * DAY_MS - DAYS * DAY_MS;
  const made: ObservationInput[] = [];
  for (let hour = first; hour < now.getTime(); hour += HOUR_MS) {
    const usual = BY_HOUR[new Date(hour).getUTCHours()] ?? 0;
    const count = Math.round(usual * (0.6 + 0.8 * random.next()));
    for (let index = 0; index < count; index += 1) {
      const at = new Date(hour + random.integer(0, HOUR_MS - 1));
      made.push(...ordinary(random, at, made.length));
    }
  }
  return made.filter(({ occurred_at: at }) => Date.parse(at) < now.getTime());
}

export function sampleIntent(
  random: SampleRandom,
  given: Partial<SampleIntent> & Pick<SampleIntent, 'service'>,
): SampleIntent {
  return {
    key: `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`,
    operation: 'payments',
    amount: random.pick(PRICES),
    currency: random.pick(CURRENCIES),
    customer: String(random.integer(200_000, 209_999)),
    order: `ord-${random.integer(10_000, 87_999)}`,
    resource: `ch_${random.hex(16)}`,
    ...given,
  };
}

/** A payment as it goes: usually once, now and then sent again because an answer was lost. */
function ordinary(random: SampleRandom, at: Date, number: number): ObservationInput[] {
  const service = random.pick([WEB, WEB, WEB, ANDROID, IOS, BILLING]);
  const intent = sampleIntent(random, { service });
  const label = `sample/ordinary/${number}`;
  const later = (ms: number) => new Date(at.getTime() + ms);
  const attempt = (step: string, when: Date, outcome: ObservationInput['outcome']) =>
    sampleAttempt(random, `${label}/${step}`, when, outcome, intent);
  const chance = random.next();
  if (chance < 0.006) {
    const { idempotency_key: _none, ...rest } = attempt('first', at, 'key_missing');
    return [{ ...rest, http_status: 400 }];
  }
  if (chance < 0.011) return [attempt('first', at, 'invalid_request')];
  const made = [attempt('first', at, 'executed')];
  if (chance < 0.02) made.push(attempt('busy', later(90), 'in_progress_conflict'));
  if (chance < 0.06) {
    const retries = random.integer(1, 3);
    if (chance < 0.03) made.push(attempt('lost', later(400), 'response_undelivered'));
    for (let index = 1; index <= retries; index += 1) {
      made.push(attempt(`retry-${index}`, later(index * random.integer(900, 9_000)), 'replayed'));
    }
  }
  return made;
}
