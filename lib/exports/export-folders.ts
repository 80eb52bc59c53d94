import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

const UUID_LENGTH = 36;
/** Earlier versions had one folder for all revisions. */
const NAME = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.\d+)?$/;

/** The folders of exports on this instance: one for each revision, `01a2…-….0`. */
export class ExportFolders {
  readonly #root: string;
  readonly #used = new Map<string, number>();
  /** Those that a sweep found in use. */
  readonly #condemned = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Works in a folder; a sweep that would remove it has it removed only once nobody works there. */
  async use<Result>(
    { exportId, revision }: { readonly exportId: string; readonly revision: number },
    work: (folder: string) => Promise<Result>,
  ): Promise<Result> {
    const name = `${exportId}.${revision}`;
    const folder = this.#folder(name);
    this.#used.set(name, (this.#used.get(name) ?? 0) + 1);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return await work(folder);
    } finally {
      const others = (this.#used.get(name) ?? 1) - 1;
      if (others > 0) this.#used.set(name, others);
      else {
        this.#used.delete(name);
        if (this.#condemned.delete(name)) await this.#remove(name);
      }
    }
  }

  /** Removes all but those that `readNames` gives for the ids of their exports. */
  async sweep(readNames: (exportIds: readonly string[]) => Promise<readonly string[]>) {
    const found = await readdir(this.#root).catch(() => []);
    const names = found.filter((name) => NAME.test(name));
    const kept = new Set(await readNames(names.map((name) => name.slice(0, UUID_LENGTH))));
    for (const name of names) {
      if (kept.has(name)) continue;
      if (this.#used.has(name)) this.#condemned.add(name);
      else await this.#remove(name);
    }
  }

  #folder(name: string): string {
    return path.join(this.#root, name);
  }

  async #remove(name: string): Promise<void> {
    await rm(this.#folder(name), { recursive: true, force: true });
  }
}
