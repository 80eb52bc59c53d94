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
    const changes = await foldBatch(transaction, keyed);
    const retentions = await findRetentions(transaction, changes);
    const rowsOf = (some: readonly Change[]) =>
      some.map(({ after }) => rowOf(after, after, retentions));
    await insertKeys(transaction, rowsOf(changes.filter(({ before }) => !before)));
    await updateKeys(transaction, rowsOf(changes.filter(({ before }) => before)));
    await insertGenerations(
      transaction,
      changes.flatMap(({ after }) => after.ended.map((ended) => rowOf(after, ended, retentions))),
    );
    await recordExpiries(transaction, begunIn(changes, retentions));
    await recordBlocks(transaction, blocksOf(changes));
  },
};

async function foldBatch(transaction: Queryable, events: readonly LogEvent[]): Promise<Change[]> {
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
  for (const { id, event } of named) after.set(id, foldKey(after.get(id), event));
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

/** Where keys stand that have a source, or something to be filtered by, since this batch. */
function blocksOf(changes: readonly Change[]) {
  const fold = new BlockFold();
  for (const { before, after } of changes) {
    const { merchantId, firstSeq } = after;
    for (const source of after.sources.kept.slice(before?.sources.kept.length ?? 0)) {
      if (source.client_id !== null) fold.add(merchantId, 'key_client', source.client_id, firstSeq);
      if (source.ip !== null) fold.add(merchantId, 'key_ip', source.ip, firstSeq);
      if (source.user_agent !== null) {
        fold.add(merchantId, 'key_user_agent', source.user_agent, firstSeq);
      }
    }
    if (after.operation !== null && after.operation !== before?.operation) {
      fold.add(merchantId, 'key_operation', after.operation, firstSeq);
    }
    if (after.currency !== null && after.currency !== before?.currency) {
      fold.add(merchantId, 'key_currency', after.currency, firstSeq);
    }
    const has = (name: string, of: (state: KeyState) => boolean) => {
      if (of(after) && !(before && of(before))) fold.add(merchantId, 'key_has', name, firstSeq);
    };
    has('replays', ({ replays }) => replays > 0);
    has('conflicts', ({ conflicts }) => conflicts > 0);
    has('undelivered', ({ undelivered }) => undelivered > 0);
    has('no_generation', ({ generation }) => generation === 0);
  }
  return fold.ranges;
}
