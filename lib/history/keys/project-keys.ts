import type { Queryable } from '@/lib/database/session';
import { DEFAULT_POLICY, INDEFINITE } from '@/lib/idempotency/policy';
import type { LogEvent } from '@/lib/ledger/log-event';
import type { Projection } from '@/lib/ledger/projection';
import { BlockFold, blockOf } from '../blocks/block';
import { recordBlocks } from '../blocks/project-blocks';
import type { Begun } from '../expiry/fold-expiry';
import { recordExpiries } from '../expiry/record-expiries';
import { type EndedGeneration, foldKey, type KeyState } from './fold-key';
import { keyId } from './key-id';
import {
  insertGenerations,
  insertKeys,
  loadKeys,
  loadRetentions,
  type PolicyName,
  updateKeys,
} from './store';

/** What an execution is kept by. */
type Executed = Pick<EndedGeneration, 'operation' | 'policyVersion'>;
type Retentions = ReadonlyMap<string, string>;

/** The key's state before a batch, if it had one, and after it. */
interface Change {
  readonly before: KeyState | undefined;
  readonly after: KeyState;
}

/** Every key that the log names, its generations, and when what is stored under them expires. */
export const keysProjection: Projection = {
  name: 'keys',
  tables: ['key_history', 'key_generations', 'expiry_hours', 'key_blocks'],
  async apply(transaction, events) {
    const keyed = events.filter((event) => event.idempotencyKey !== null);
    if (keyed.length === 0) return;
    const blocks = new BlockFold();
    const changes = await foldBatch(transaction, keyed, blocks);
    const retentions = await findRetentions(transaction, changes);
    const rowsOf = (some: readonly Change[]) =>
      some.map(({ after }) => rowOf(after, after, retentions));
    // Sent together: while the database works on one, the next is made.
    await Promise.all([
      insertKeys(transaction, rowsOf(changes.filter(({ before }) => !before))),
      updateKeys(transaction, rowsOf(changes.filter(({ before }) => before))),
      insertGenerations(
        transaction,
        changes.flatMap(({ after }) => after.ended.map((ended) => rowOf(after, ended, retentions))),
      ),
      recordExpiries(transaction, begunIn(changes, retentions)),
      recordBlocks(transaction, blocks.ranges),
    ]);
  },
};

async function foldBatch(
  transaction: Queryable,
  events: readonly LogEvent[],
  blocks: BlockFold,
): Promise<Change[]> {
  const ids = new Map<string, { merchantId: string; keyId: string }>();
  const named = events.map((event) => {
    const { merchantId } = event;
    const name = `${merchantId}${event.idempotencyKey}`;
    const known = ids.get(name) ?? {
      merchantId,
      keyId: keyId(merchantId, event.idempotencyKey ?? ''),
    };
    ids.set(name, known);
    return { id: known.keyId, event };
  });
  const stored = await loadKeys(transaction, [...ids.values()]);
  const before = new Map(stored.map((state) => [state.keyId, state]));
  const after = new Map(before);
  for (const { id, event } of named) {
    const state = after.get(id);
    const next = foldKey(state, event);
    after.set(id, next);
    addBlocks(blocks, state, next);
  }
  // One order for all writers of these rows, a rebuild's too.
  return [...after]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([id, state]) => ({ before: before.get(id), after: state }));
}

async function findRetentions(
  transaction: Queryable,
  changes: readonly Change[],
): Promise<Retentions> {
  const names = new Map<string, PolicyName>();
  for (const { after } of changes) {
    for (const { operation, policyVersion } of [after, ...after.ended]) {
      if (operation === null || !policyVersion) continue;
      const name = { merchantId: after.merchantId, operation, version: policyVersion };
      names.set(policyName(name), name);
    }
  }
  if (names.size === 0) return new Map();
  const found = await loadRetentions(transaction, [...names.values()]);
  return new Map(found.map((policy) => [policyName(policy), policy.retention]));
}

function policyName({ merchantId, operation, version }: PolicyName): string {
  return `${merchantId} ${operation} ${version}`;
}

function rowOf<Of extends EndedGeneration>(key: KeyState, of: Of, retentions: Retentions) {
  const { merchantId, keyId: id } = key;
  return { merchantId, keyId: id, of, retention: retentionOf(merchantId, of, retentions) };
}

function retentionOf(
  merchantId: string,
  { operation, policyVersion: version }: Executed,
  retentions: Retentions,
): string | null {
  if (operation === null || version === null) return null;
  if (version === DEFAULT_POLICY.version) return DEFAULT_POLICY.retention;
  return retentions.get(policyName({ merchantId, operation, version })) ?? null;
}

/** The generations that this batch has begun. */
function begunIn(changes: readonly Change[], retentions: Retentions): Begun[] {
  return changes.flatMap(({ before, after }) => {
    const { merchantId, firstSeq } = after;
    return [...after.ended, after].flatMap((generation) => {
      const { executedAt, executedSeq } = generation;
      if (executedAt === null || executedSeq === before?.executedSeq) return [];
      const retention = retentionOf(merchantId, generation, retentions) ?? INDEFINITE;
      return [{ merchantId, block: blockOf(firstSeq), executedAt, retention }];
    });
  });
}

/**
 * Adds where a key stands that has something to be filtered by since this event. Event by event, not
 * batch by batch: what a key had for one event only is there however the log was cut into batches.
 */
function addBlocks(blocks: BlockFold, before: KeyState | undefined, after: KeyState): void {
  const { merchantId, firstSeq } = after;
  for (const source of after.sources.kept.slice(before?.sources.kept.length ?? 0)) {
    if (source.client_id !== null) blocks.add(merchantId, 'key_client', source.client_id, firstSeq);
    if (source.ip !== null) blocks.add(merchantId, 'key_ip', source.ip, firstSeq);
    if (source.user_agent !== null) {
      blocks.add(merchantId, 'key_user_agent', source.user_agent, firstSeq);
    }
  }
  if (after.operation !== null && after.operation !== before?.operation) {
    blocks.add(merchantId, 'key_operation', after.operation, firstSeq);
  }
  if (after.currency !== null && after.currency !== before?.currency) {
    blocks.add(merchantId, 'key_currency', after.currency, firstSeq);
  }
  for (const [name, has] of HAS) {
    if (has(after) && !(before && has(before))) blocks.add(merchantId, 'key_has', name, firstSeq);
  }
}

const HAS: readonly (readonly [name: string, has: (state: KeyState) => boolean])[] = [
  ['replays', ({ replays }) => replays > 0],
  ['conflicts', ({ conflicts }) => conflicts > 0],
  ['undelivered', ({ undelivered }) => undelivered > 0],
  ['no_generation', ({ generation }) => generation === 0],
];
