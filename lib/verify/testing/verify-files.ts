import { expect } from 'vitest';
import type { Files } from '@/lib/exports/testing/generated-bundle';
import { ChunkMemory } from '../chunk-memory';
import { nodeDigest } from '../node-digest';
import { QuickChecker } from '../quick-checker';
import { RecordChecker } from '../record-chunk';
import type { Report } from '../report';
import { verifyBundle } from '../verify-bundle';

interface Options {
  readonly keys: readonly string[];
  readonly since?: string;
}

/** Verifies a bundle in memory, in this thread, as a page does and as the program does. */
export async function verifyFiles(files: Files, options: Options): Promise<Report> {
  const report = await verified(files, options, undefined);
  const quick = await verified(files, options, ChunkMemory.open());
  expect(quick.lines).toEqual(report.lines);
  return report;
}

function verified(
  files: Files,
  options: Options,
  memory: ChunkMemory | undefined,
): Promise<Report> {
  const bundle = Object.entries(files).map(([name, content]) => ({
    name,
    async *read() {
      // In pieces that end anywhere.
      for (let at = 0; at < content.length; at += 997) yield content.subarray(at, at + 997);
    },
  }));
  return verifyBundle(bundle, {
    digest: nodeDigest,
    openChecker(rules) {
      const quick = memory && new QuickChecker(nodeDigest, rules, memory);
      const checker = new RecordChecker(nodeDigest, rules, quick);
      return { width: 2, check: async (chunk) => checker.check(chunk), close: async () => {} };
    },
    keys: options.keys,
    since: options.since,
  });
}

/** What does not hold. */
export function faults(report: Report): string[] {
  return report.lines.filter(({ verdict }) => verdict === 'wrong').map(({ text }) => text);
}

/** The files with the lines of one of them changed. */
export function withLines(
  files: Files,
  name: string,
  change: (lines: string[]) => string[],
): Files {
  const lines = String(files[name]).split('\n').slice(0, -1);
  return { ...files, [name]: Buffer.from(`${change(lines).join('\n')}\n`) };
}
