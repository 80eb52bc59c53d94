import { sealedEvents } from './backlog.mjs';
import { until } from './until.mjs';

/**
 * @typedef {object} Loaded
 * @property {import('./load.mjs').Load} load
 * @property {import('./postgres.mjs').Session} session
 * @property {import('./onceover.mjs').Onceover} instance
 * @property {number} connections
 * @property {(where: string, wrong: Record<string, number>) => void} countWrong
 */

const LOOK_MS = 50;
/** As many may wait for the tail: about a second's. */
const BACKLOG_MAX = 5000;
const PROGRESS_EVERY = 50;

/**
 * The rate that is sealed while the ingest takes new keys and the tail keeps up: whoever sends is
 * held back while more than BACKLOG_MAX events wait.
 * @param {Loaded} loaded
 * @param {{ warmUpSeconds: number, seconds: number, rate?: number }} options `rate`: sends at most so
 * many a second
 * @returns {Promise<{ sealedRate: number, takenRate: number, backlogMax: number, p99Ms: number }>}
 */
export async function measureSustained(loaded, { warmUpSeconds, seconds, rate }) {
  const { load, session, instance, connections, countWrong } = loaded;
  const before = await sealedEvents(session);
  let taken = 0;
  let backlogMax = 0;
  let held = false;
  /** @type {Look[]} */
  const looks = [];
  let running = true;
  const watch = async () => {
    while (running) {
      const sealed = (await sealedEvents(session)) - before;
      looks.push({ atMs: performance.now(), sealed });
      const backlog = taken - sealed;
      backlogMax = Math.max(backlogMax, backlog);
      if (held !== backlog > BACKLOG_MAX) {
        held = !held;
        load.hold(held);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };
  const startedAtMs = performance.now();
  const watching = watch();
  const result = await load
    .run(
      {
        ...instance.target,
        connections,
        keys: 'new',
        warmUpSeconds,
        seconds,
        progressEvery: PROGRESS_EVERY,
        ...(rate !== undefined && { rate }),
      },
      (answered) => {
        taken = answered;
      },
    )
    .finally(() => {
      running = false;
    });
  await watching;
  countWrong('sustained', result.wrong);
  const counted = looks.filter(({ atMs }) => atMs >= startedAtMs + warmUpSeconds * 1000);
  return {
    sealedRate: sealedRate(counted),
    takenRate: result.rate,
    backlogMax,
    p99Ms: result.p99Ms,
  };
}

/**
 * How much of the log was seen when.
 * @typedef {{ atMs: number, sealed: number }} Look
 */

/**
 * @param {readonly Look[]} looks
 * @returns {number} events a second; 0 where nothing was seen to grow
 */
export function sealedRate(looks) {
  const [first, last] = [looks[0], looks.at(-1)];
  if (!first || !last || first === last) return 0;
  return ((last.sealed - first.sealed) / (last.atMs - first.atMs)) * 1000;
}

/**
 * Waits until the outbox is empty.
 * @param {import('./postgres.mjs').Session} session
 */
export function untilSealed(session) {
  return until('the outbox is empty', async () => {
    const rows = await session.run('SELECT FROM outbox LIMIT 1');
    return rows.length === 0;
  });
}
