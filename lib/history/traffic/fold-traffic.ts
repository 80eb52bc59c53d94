import type { LogEvent } from '@/lib/ledger/log-event';
import { LATENCY_BUCKETS, latencyBucket } from './latency';

/** All merchants together. */
export const ALL_MERCHANTS = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const GRAINS = ['minute', 'hour'] as const;
export type Grain = (typeof GRAINS)[number];

/** Attempts, counted. */
export interface TrafficSums {
  /** Attempts; events of undelivered answers too. */
  readonly outcomes: Record<string, number>;
  /** Of what was executed, by currency, in minor units: decimal digits, as sums may pass 2^53. */
  readonly amounts: Record<string, string>;
  /** The same of duplicates that were not executed again. */
  readonly prevented: Record<string, string>;
  readonly latency: number[];
  firstSeq: number;
  lastSeq: number;
}

/** Those of the minute or hour that begins then. */
export interface TimedSums extends TrafficSums {
  readonly startMs: number;
}

/** The attempts of one minute or hour. */
export interface Traffic extends TrafficSums {
  readonly merchantId: string;
  readonly grain: Grain;
  /** RFC 3339: when it begins. */
  readonly bucket: string;
}

function nothing(): TrafficSums {
  return {
    outcomes: {},
    amounts: {},
    prevented: {},
    // Of the kind that JSON has: for another one V8 would compile all again that reads it.
    latency: Array.from({ length: LATENCY_BUCKETS }, () => 0),
    firstSeq: Number.MAX_SAFE_INTEGER,
    lastSeq: 0,
  };
}

/** The traffic of a batch, by merchant and in total, by minute and by hour. */
export function foldTraffic(events: readonly LogEvent[]): Traffic[] {
  const folded = new Map<string, Traffic>();
  for (const event of events) {
    if (event.kind !== 'attempt') continue;
    for (const merchantId of [event.merchantId, ALL_MERCHANTS]) {
      for (const grain of GRAINS) {
        const bucket = bucketOf(event.occurredAt, grain);
        const name = `${merchantId} ${bucket} ${grain}`;
        let traffic = folded.get(name);
        if (traffic === undefined) {
          traffic = { merchantId, grain, bucket, ...nothing() };
          folded.set(name, traffic);
        }
        count(traffic, event);
      }
    }
  }
  return [...folded.values()];
}

function bucketOf(time: string, grain: Grain): string {
  return grain === 'minute' ? `${time.slice(0, 16)}:00Z` : `${time.slice(0, 13)}:00:00Z`;
}

/** Where the amount of a payment's attempt is counted. */
const SUMS: Readonly<Record<string, 'amounts' | 'prevented'>> = {
  executed: 'amounts',
  reused_after_expiry: 'amounts',
  replayed: 'prevented',
  in_progress_conflict: 'prevented',
};

function count(traffic: Traffic, event: LogEvent): void {
  // A flood's counted event stands for many attempts.
  const { count: counted } = event.detail;
  const attempts = Number.isSafeInteger(counted) ? Math.max(1, Number(counted)) : 1;
  addCount(traffic.outcomes, event.outcome, attempts);
  if (event.latencyUs !== null) {
    const bucket = latencyBucket(event.latencyUs);
    traffic.latency[bucket] = (traffic.latency[bucket] ?? 0) + 1;
  }
  const sums = SUMS[event.outcome];
  if (sums && event.operation === 'payments' && event.amount !== null && event.currency) {
    addAmount(traffic[sums], event.currency, event.amount);
  }
  traffic.firstSeq = Math.min(traffic.firstSeq, event.seq);
  traffic.lastSeq = Math.max(traffic.lastSeq, event.seq);
}

function addCount(counts: Record<string, number>, name: string, by: number): void {
  counts[name] = (counts[name] ?? 0) + by;
}

function addAmount(sums: Record<string, string>, name: string, by: number | string): void {
  sums[name] = String(BigInt(sums[name] ?? 0) + BigInt(by));
}

type Sum = number | bigint;

/** What they have together. */
export function sumTraffic(parts: readonly TrafficSums[]): TrafficSums {
  const sum = nothing();
  const [amounts, prevented] = [new Map<string, Sum>(), new Map<string, Sum>()];
  for (const part of parts) {
    for (const outcome of Object.keys(part.outcomes)) {
      addCount(sum.outcomes, outcome, part.outcomes[outcome] ?? 0);
    }
    addSums(amounts, part.amounts);
    addSums(prevented, part.prevented);
    for (let bucket = 0; bucket < part.latency.length; bucket += 1) {
      sum.latency[bucket] = (sum.latency[bucket] ?? 0) + (part.latency[bucket] ?? 0);
    }
    sum.firstSeq = Math.min(sum.firstSeq, part.firstSeq);
    sum.lastSeq = Math.max(sum.lastSeq, part.lastSeq);
  }
  return { ...sum, amounts: textsOf(amounts), prevented: textsOf(prevented) };
}

/** By currency, in the order of their codes. */
function textsOf(sums: ReadonlyMap<string, Sum>): Record<string, string> {
  return Object.fromEntries([...sums].map(([currency, sum]) => [currency, String(sum)]).sort());
}

function addSums(sums: Map<string, Sum>, more: Readonly<Record<string, string>>): void {
  for (const currency of Object.keys(more)) {
    sums.set(currency, plus(sums.get(currency) ?? 0, more[currency] ?? '0'));
  }
}

/** Exact; of numbers, which are much faster, as long as they can be that. */
function plus(sum: Sum, digits: string): Sum {
  const more = Number(digits);
  if (typeof sum === 'number' && Number.isSafeInteger(more) && Number.isSafeInteger(sum + more)) {
    return sum + more;
  }
  return BigInt(sum) + BigInt(digits);
}
