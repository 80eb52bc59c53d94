import { randomUUID } from 'node:crypto';
import { LoadConnection, requestTemplate } from './load-connection.mjs';

/**
 * @typedef {object} LoadJob
 * @property {number} port
 * @property {string} path
 * @property {Readonly<Record<string, string>>} headers
 * @property {string} marker the replay marker's header line, in lower case
 * @property {number} connections
 * @property {'new' | 'each' | 'draw'} keys new ones, each of `list` once, or drawn from `list`
 * @property {readonly string[]} [list]
 * @property {number} [requests] ends after so many
 * @property {number} [rate] at most so many a second
 * @property {number} [warmUpSeconds] not counted
 * @property {number} [seconds] counted, after the warm-up
 * @property {number} [progressEvery] requests
 */

/**
 * @typedef {object} LoadResult
 * @property {number} requests counted
 * @property {number} seconds
 * @property {number} rate requests a second
 * @property {number} p50Ms
 * @property {number} p99Ms
 * @property {Record<string, number>} wrong answers that should not have been, by what they were
 */

// Latencies fall into buckets of 20 µs; all above 2 s into the last.
const BUCKET_MS = 0.02;
const BUCKETS = 100_000;
/** How often one that is held looks whether it still is. */
const HELD_MS = 5;
const LATE_MS = 100;

/** While it is, no request is sent. */
let held = false;

/**
 * @param {LoadJob} job
 * @param {(requests: number) => void} onProgress
 * @returns {Promise<LoadResult>}
 */
function runLoad(job, onProgress) {
  held = false;
  const template = requestTemplate(job.path, job.headers);
  const nextKey = keySource(job);
  const latencies = new Uint32Array(BUCKETS);
  /** @type {Record<string, number>} */
  const wrong = {};
  const isReplay = job.keys === 'draw';
  const startedAtMs = performance.now();
  const countFromMs = startedAtMs + (job.warmUpSeconds ?? 0) * 1000;
  const countToMs =
    job.seconds === undefined ? Number.POSITIVE_INFINITY : countFromMs + job.seconds * 1000;
  let sent = 0;
  let counted = 0;
  let answered = 0;
  let lastAtMs = startedAtMs;
  let nextSlotMs = startedAtMs;

  return new Promise((resolve, reject) => {
    let open = job.connections;
    const connections = Array.from(
      { length: job.connections },
      () => new LoadConnection(job.port, template, job.marker, fail),
    );
    for (const connection of connections) next(connection);

    /** @param {Error} error */
    function fail(error) {
      for (const connection of connections) connection.close();
      reject(error);
    }

    /** @param {LoadConnection} connection */
    function next(connection) {
      if (job.rate === undefined && !held) send(connection);
      else setTimeout(() => (held ? next(connection) : send(connection)), untilSlotMs());
    }

    /** Takes a place in the pace; what is late is made up for, but not for long. */
    function untilSlotMs() {
      if (job.rate === undefined || held) return HELD_MS;
      const nowMs = performance.now();
      nextSlotMs = Math.max(nextSlotMs + 1000 / job.rate, nowMs - LATE_MS);
      return nextSlotMs - nowMs;
    }

    /** @param {LoadConnection} connection */
    function send(connection) {
      const key = performance.now() < countToMs && sent < (job.requests ?? Infinity) && nextKey();
      if (!key) {
        connection.close();
        open -= 1;
        if (open === 0) resolve(result());
        return;
      }
      sent += 1;
      connection.send(key, (answer) => {
        count(answer);
        next(connection);
      });
    }

    /** @param {import('./load-connection.mjs').Answer} answer */
    function count(answer) {
      const atMs = performance.now();
      answered += 1;
      if (job.progressEvery !== undefined && answered % job.progressEvery === 0) {
        onProgress(answered);
      }
      if (answer.status !== 201 || answer.marked !== isReplay) {
        const what = `${answer.status}${answer.marked ? ' replayed' : ''}`;
        wrong[what] = (wrong[what] ?? 0) + 1;
        return;
      }
      if (atMs < countFromMs || atMs >= countToMs) return;
      const bucket = Math.min(BUCKETS - 1, Math.floor(answer.latencyMs / BUCKET_MS));
      latencies[bucket] = (latencies[bucket] ?? 0) + 1;
      counted += 1;
      lastAtMs = atMs;
    }

    function result() {
      const seconds = job.seconds ?? (lastAtMs - countFromMs) / 1000;
      return {
        requests: counted,
        seconds,
        rate: counted / seconds,
        p50Ms: percentile(latencies, counted, 0.5),
        p99Ms: percentile(latencies, counted, 0.99),
        wrong,
      };
    }
  });
}

/**
 * @param {LoadJob} job
 * @returns {() => string | undefined}
 */
function keySource(job) {
  if (job.keys === 'new') return () => randomUUID();
  const list = job.list ?? [];
  if (job.keys === 'draw') return () => list[Math.floor(Math.random() * list.length)];
  const keys = list.values();
  return () => keys.next().value;
}

/**
 * @param {Uint32Array} latencies
 * @param {number} total
 * @param {number} share
 */
function percentile(latencies, total, share) {
  let left = total * share;
  const bucket = latencies.findIndex((requests) => {
    left -= requests;
    return requests > 0 && left <= 0;
  });
  return (bucket + 1) * BUCKET_MS;
}

process.on('message', (/** @type {LoadJob | { hold: boolean }} */ job) => {
  if ('hold' in job) {
    held = job.hold;
    return;
  }
  runLoad(job, (requests) => process.send?.({ progress: requests })).then(
    (result) => process.send?.({ result }),
    (error) => process.send?.({ error: String(error) }),
  );
});
// Without its parent there is nobody to load for.
process.on('disconnect', () => process.exit());
