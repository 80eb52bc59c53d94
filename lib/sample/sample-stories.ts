import type { ObservationInput } from '@/lib/observations/contract';
import { sampleAttempt } from './sample-attempt';
import { ANDROID, BILLING, DAY_MS, HOUR_MS, sampleIntent, WEB } from './sample-days';
import type { SampleRandom } from './sample-random';

/** A ticket as support gets them, and what the history says to it. */
interface SampleTicket {
  readonly text: string;
  readonly answer: string;
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const TUESDAY = 2;
const BAD_RELEASE = { ...ANDROID, agent: 'shop-android/4.1.4' };
const ATTACKER = { client: 'web-checkout', ip: '203.0.113.77', agent: 'python-requests/2.31.0' };

/** What the tickets are about; all of it lies before `now`. */
export function sampleStories(random: SampleRandom, now: Date): ObservationInput[] {
  return [
    ...chargedTwice(random, now),
    ...chargedOnce(random, now),
    ...billedAgain(random, now),
    ...badRelease(random, now),
    ...attack(random, now),
  ];
}

export function sampleTickets(now: Date): SampleTicket[] {
  const weekday = WEEKDAYS[onceAt(now).getUTCDay()];
  return [
    {
      text: 'customer 123456, EUR 19.99, Tuesday, charged twice',
      answer: 'Two payments under two keys: the app made a new key for its second try.',
    },
    {
      text: `customer 200417, EUR 249.00, ${weekday}, charged many times`,
      answer: 'Charged once: the other attempts were replays.',
    },
    {
      text: 'order ord-88120, USD 49.00, billed again',
      answer: 'Two payments under one key: the retry came after the key had expired.',
    },
  ];
}

/** On the last Tuesday: an answer is lost, and the second try has a key of its own. */
function chargedTwice(random: SampleRandom, now: Date): ObservationInput[] {
  const at = tuesdayAt(now);
  const intent = sampleIntent(random, {
    service: ANDROID,
    amount: 1999,
    currency: 'EUR',
    customer: '123456',
    order: 'ord-88104',
  });
  const { key, resource } = sampleIntent(random, { service: ANDROID });
  const label = 'sample/charged-twice';
  return [
    sampleAttempt(random, `${label}/first`, at, 'executed', intent),
    sampleAttempt(random, `${label}/lost`, after(at, 6_000), 'response_undelivered', intent),
    sampleAttempt(random, `${label}/second`, after(at, 41_318), 'executed', {
      ...intent,
      key,
      resource,
    }),
  ];
}

/** An impatient customer, and an app that does it right. */
function chargedOnce(random: SampleRandom, now: Date): ObservationInput[] {
  const at = onceAt(now);
  const intent = sampleIntent(random, {
    service: WEB,
    amount: 24_900,
    currency: 'EUR',
    customer: '200417',
    order: 'ord-88097',
  });
  const label = 'sample/charged-once';
  const retries = [1, 2, 3, 4, 5, 6].map((retry) =>
    sampleAttempt(random, `${label}/retry-${retry}`, after(at, retry * 2_100), 'replayed', intent),
  );
  return [sampleAttempt(random, `${label}/first`, at, 'executed', intent), ...retries];
}

/** A queue that stood still for 26 hours, and keys that are kept for 24. */
function billedAgain(random: SampleRandom, now: Date): ObservationInput[] {
  const at = new Date(now.getTime() - 6 * DAY_MS);
  const intent = sampleIntent(random, {
    service: BILLING,
    amount: 4_900,
    currency: 'USD',
    customer: '204881',
    order: 'ord-88120',
  });
  const resource = `ch_${random.hex(16)}`;
  const label = 'sample/billed-again';
  const again = after(at, 26 * HOUR_MS);
  return [
    sampleAttempt(random, `${label}/first`, at, 'executed', intent),
    sampleAttempt(random, `${label}/again`, again, 'reused_after_expiry', intent, { resource }),
  ];
}

/** A release that recomputes the amount before each try. */
function badRelease(random: SampleRandom, now: Date): ObservationInput[] {
  const begin = now.getTime() - 8 * DAY_MS;
  return Array.from({ length: 40 }, (_, index) => {
    const at = new Date(begin + index * 170_000);
    const intent = sampleIntent(random, { service: BAD_RELEASE, currency: 'EUR' });
    const amount = intent.amount + random.integer(1, 120);
    const label = `sample/bad-release/${index}`;
    return [
      sampleAttempt(random, `${label}/first`, at, 'executed', intent),
      sampleAttempt(random, `${label}/changed`, after(at, 3_000), 'payload_conflict', intent, {
        amount,
      }),
    ];
  }).flat();
}

/** Somebody plays recorded requests back, some with another amount. */
function attack(random: SampleRandom, now: Date): ObservationInput[] {
  const begin = now.getTime() - 3 * DAY_MS;
  const victim = sampleIntent(random, { service: WEB, amount: 8_900, currency: 'EUR' });
  const label = 'sample/attack';
  const played = Array.from({ length: 60 }, (_, index) => {
    const changed = index % 3 === 0;
    const outcome = changed ? 'payload_conflict' : 'replayed';
    const over = { service: ATTACKER, ...(changed && { amount: 100 + index }) };
    const at = new Date(begin + index * 5_500);
    return sampleAttempt(random, `${label}/${index}`, at, outcome, victim, over);
  });
  const first = new Date(begin - 2 * HOUR_MS);
  return [sampleAttempt(random, `${label}/recorded`, first, 'executed', victim), ...played];
}

/** Both tries and what lies between. */
const TWICE_MS = 10 * 60_000;

/** In the middle of what has passed of the last Tuesday that had room for it, today if it is one. */
function tuesdayAt(now: Date): Date {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const back = (new Date(today).getUTCDay() - TUESDAY + 7) % 7;
  const hasRoom = back > 0 || now.getTime() - today > TWICE_MS;
  const begin = today - (hasRoom ? back : 7) * DAY_MS;
  const passed = Math.min(DAY_MS, now.getTime() - begin);
  return new Date(begin + Math.floor(passed / 2));
}

function onceAt(now: Date): Date {
  return new Date(now.getTime() - 4 * DAY_MS);
}

function after(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}
