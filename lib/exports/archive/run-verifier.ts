import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The end of what it says: its verdict and what is wrong. */
const SAID_MAX = 4_000;

/**
 * Checks a bundle as anybody would: the verifier's own program, a process of its own, with the
 * public keys of the log. Rejects with what it says unless all holds.
 */
export async function runVerifier(
  file: string,
  keys: readonly string[],
  signal: AbortSignal,
  program = 'dist/verify.mjs',
): Promise<void> {
  const { href } = pathToFileURL(path.resolve(program));
  const script = `import(${JSON.stringify(href)}).then(async ({ main }) => {
    process.exitCode = await main(process.argv.slice(1), process.cwd());
  });`;
  const args = [file, ...keys.flatMap((key) => ['--key', key])];
  const child = spawn(process.execPath, ['-e', script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-SAID_MAX);
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the verifier does not accept ${file}: ${said.trim()}`);
}
