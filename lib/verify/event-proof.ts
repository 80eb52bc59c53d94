import { type Digest, Fault, sameBytes } from './digest';
import { rootOfPath } from './inclusion';
import { canonicalText, parseCommitments, parseRecord } from './record';
import { hexOf, parseCheckpoint, parseNoteKey, signerOf } from './signed-note';

/** What `GET /audit/events/{id}/proof` answers. */
export interface EventProof {
  readonly checkpoint: string;
  readonly size: number;
  readonly leaf_index: number;
  readonly record: string;
  readonly leaf_hash: string;
  readonly path: readonly string[];
  readonly columns: Readonly<Record<string, { readonly salt: string; readonly value: unknown }>>;
}

/** What somebody sees of the event: its id, and columns by their names in the record. */
export interface SeenEvent {
  readonly id: string;
  readonly seq: number;
  readonly columns: Readonly<Record<string, unknown>>;
}

export interface EventVerdict {
  readonly size: number;
  readonly root: string;
  /** The name of the key that signed the checkpoint. */
  readonly signer: string;
  /** Columns whose values were checked against the record. */
  readonly opened: readonly string[];
  /** Columns that the record has and that were not opened: masked or erased. */
  readonly closed: readonly string[];
}

/**
 * Whether what is seen of an event is what the signed log has. Nothing that the server says of it is
 * believed but the public keys. Throws Fault with the first thing that does not hold.
 */
export async function verifyEvent(
  digest: Digest,
  proof: EventProof,
  verifierKeys: readonly string[],
  seen: SeenEvent,
): Promise<EventVerdict> {
  const keys = verifierKeys.map((key) => parseNoteKey(digest, key));
  const checkpoint = parseCheckpoint(proof.checkpoint, 'the checkpoint');
  const signer = await signerOf(digest, checkpoint, keys, 'the checkpoint');
  if (checkpoint.origin !== signer.name) throw new Fault('the checkpoint is of another log');
  const record = parseRecord(proof.record);
  if (!record) throw new Fault('the record does not have the form of one');
  if (record.id !== seen.id || record.seq !== seen.seq) {
    throw new Fault(`the record is of ${record.id}, no. ${record.seq} in the log`);
  }
  const { opened, closed } = openColumns(digest, record.commitments, proof.columns, seen.columns);
  const hash = digest.bytes(new TextEncoder().encode(`\0${proof.record}`));
  const leaf = { hash, index: record.seq - 1, size: checkpoint.size };
  const root = rootOfPath(digest, leaf, proof.path.map(bytesOf));
  if (!sameBytes(root, checkpoint.root)) {
    throw new Fault('the path does not lead to the signed root: the record is not in the log');
  }
  const { size } = checkpoint;
  return { size, root: hexOf(root), signer: signer.name, opened, closed };
}

/** Checks every opened column against its commitment, and what is seen against what is opened. */
function openColumns(
  digest: Digest,
  commitments: string,
  columns: EventProof['columns'],
  seen: SeenEvent['columns'],
) {
  const committed = parseCommitments(commitments);
  for (const [name, { salt, value }] of Object.entries(columns)) {
    const made = digest.base64url(`${salt}:${name}:${canonicalText(value)}`);
    if (committed.get(name) !== made) throw new Fault(`${name} is not what the log has`);
  }
  const closed = [...committed.keys()].filter((name) => !Object.hasOwn(columns, name));
  for (const [name, value] of Object.entries(seen)) {
    if (closed.includes(name)) continue;
    const held = Object.hasOwn(columns, name) ? columns[name]?.value : null;
    if (canonicalText(held ?? null) !== canonicalText(value ?? null)) {
      throw new Fault(`${name} is shown as ${canonicalText(value ?? null)}, which the log has not`);
    }
  }
  return { opened: Object.keys(columns), closed };
}

function bytesOf(hex: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new Fault('the path has something that is no SHA-256');
  return Uint8Array.from({ length: 32 }, (_, index) =>
    Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  );
}
