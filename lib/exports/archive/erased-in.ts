import { text } from 'node:stream/consumers';
import { parseManifest } from '@/lib/verify/manifest';
import { openBundle } from '@/lib/verify/node-files';

/** How many of a bundle's rows are erased, as its manifest states it. Throws where that is broken. */
export async function erasedIn(file: string): Promise<number> {
  const { files, close } = await openBundle(file);
  try {
    const manifest = files.find(({ name }) => name === 'manifest.json');
    if (!manifest) throw new Error(`${file} has no manifest`);
    const { erased } = parseManifest(await text(manifest.read()));
    return erased.rows.reduce((total, range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return total + last - first + 1;
    }, 0);
  } finally {
    await close();
  }
}
