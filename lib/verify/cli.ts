import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ChunkThreads, serveAsThread } from './chunk-threads';
import { Fault } from './digest';
import { nodeDigest } from './node-digest';
import { openBundle } from './node-files';
import { noteIn } from './note-text';
import { Report } from './report';
import { verifyBundle } from './verify-bundle';

const USAGE = `Usage: npm run verify -- BUNDLE [--since CHECKPOINT] [--key PUBLIC_KEY]…

BUNDLE      the folder or the ZIP archive of an export
CHECKPOINT  a file with an earlier checkpoint: shows that the log only grew since then
PUBLIC_KEY  the signer's key as you know it, or a file with it: a verifier key
            (name+hash+base64), PEM, or base64. Give each key that was in use.`;

/**
 * The exit code: 0 only if all holds, 1 if something does not, 2 for a call that is not one. Paths
 * are relative to `baseDir`.
 */
export async function main(args: readonly string[], baseDir: string): Promise<number> {
  const call = parseCall(args, baseDir);
  if (call === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const startedAt = performance.now();
  const report = await verifyCall(call);
  for (const { verdict, text } of report.lines) {
    process.stdout.write(`${MARKS[verdict]}  ${printable(text)}\n`);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(
    report.holds
      ? `\nVERIFIED in ${seconds} s: all that is marked "proved" holds\n`
      : `\nNOT VERIFIED: do not rely on this bundle\n`,
  );
  return report.holds ? 0 : 1;
}

const MARKS = { proved: 'proved     ', 'not proved': 'NOT PROVED ', wrong: 'WRONG      ' } as const;

interface Call {
  readonly bundle: string;
  readonly since: string | undefined;
  readonly keys: readonly string[];
}

function parseCall(args: readonly string[], baseDir: string): Call | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { since: { type: 'string' }, key: { type: 'string', multiple: true } },
    });
    const [bundle, ...more] = positionals;
    if (bundle === undefined || more.length > 0) return undefined;
    const absolute = (file: string) => path.resolve(baseDir, file);
    return {
      bundle: absolute(bundle),
      since: values.since === undefined ? undefined : absolute(values.since),
      keys: (values.key ?? []).map((key) =>
        existsSync(absolute(key)) ? readText(absolute(key)) : key,
      ),
    };
  } catch {
    return undefined;
  }
}

async function verifyCall(call: Call): Promise<Report> {
  try {
    const since = call.since === undefined ? undefined : noteIn(readText(call.since));
    const { files, close } = await openBundle(call.bundle);
    try {
      return await verifyBundle(files, {
        digest: nodeDigest,
        openChecker: (rules) => new ChunkThreads(new URL(import.meta.url), rules),
        keys: call.keys,
        since,
      });
    } finally {
      await close();
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const report = new Report();
    report.wrong(error.message);
    return report;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Fault(`${file} cannot be read`);
  }
}

/** A bundle is somebody else's text: nothing in it may steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

// The threads run this same program.
serveAsThread();
