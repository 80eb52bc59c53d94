// `npm run verify -- BUNDLE …`: checks an export bundle; needs no database and no running instance.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildVerifier } from './build.mjs';
import { install } from './install.mjs';
import { runDirectly } from './prepare.mjs';

// npm runs scripts in the root and says where it was called.
const calledIn = process.env.INIT_CWD ?? process.cwd();

await runDirectly(import.meta.url, async () => {
  await install();
  await buildVerifier();
  const { main } = await import(pathToFileURL(path.resolve('dist/verify.mjs')).href);
  process.exitCode = await main(process.argv.slice(2), calledIn);
});
