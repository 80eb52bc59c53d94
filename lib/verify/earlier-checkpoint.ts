import { Fault, sameBytes } from './digest';
import { parseCheckpoint, signerOf } from './signed-note';
import type { GrowingTree } from './tree';
import type { Verifying } from './verifying';

/** An earlier checkpoint, which the range's own records can be held against. */
export class EarlierCheckpoint {
  readonly #size: number;
  readonly #root: Uint8Array;
  #found: Uint8Array | undefined;

  private constructor(size: number, root: Uint8Array) {
    this.#size = size;
    this.#root = root;
  }

  static async open(
    verifying: Verifying,
    left: GrowingTree,
  ): Promise<EarlierCheckpoint | undefined> {
    const { since, digest, trusted, checkpoint, manifest } = verifying;
    if (since === undefined) return undefined;
    const earlier = parseCheckpoint(since, 'the checkpoint of --since');
    await signerOf(digest, earlier, trusted, 'the checkpoint of --since');
    if (earlier.origin !== checkpoint.origin) {
      throw new Fault(`the checkpoint of --since is of another log, ${earlier.origin}`);
    }
    if (earlier.size > checkpoint.size) {
      throw new Fault(
        `the checkpoint of --since (${earlier.size} records) is later than this bundle (${checkpoint.size})`,
      );
    }
    if (earlier.size < left.size || earlier.size > (manifest.sequence?.last ?? 0)) {
      throw new Fault(
        `the checkpoint of --since (${earlier.size} records) lies outside the bundle's range: take a bundle that begins at or before record ${earlier.size + 1}, or check /audit/consistency?from=${earlier.size}&to=${checkpoint.size}`,
      );
    }
    const opened = new EarlierCheckpoint(earlier.size, earlier.root);
    opened.passed(left);
    return opened;
  }

  passed(tree: GrowingTree): void {
    if (tree.size === this.#size) this.#found = tree.root();
  }

  conclude({ report }: Verifying): void {
    if (this.#found === undefined || !sameBytes(this.#found, this.#root)) {
      throw new Fault(
        `the log was rewritten: its first ${this.#size} records are not those of the checkpoint of --since`,
      );
    }
    report.proved(
      `the log has grown from the earlier checkpoint of ${this.#size} records: none of them was changed, removed or added`,
    );
  }
}
