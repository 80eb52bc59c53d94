// `npm run admin -- …`: merchants and API keys from the command line.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { install } from './install.mjs';
import { runDirectly } from './prepare.mjs';

await runDirectly(import.meta.url, async () => {
  await install();
  await build();
  const { main } = await import(pathToFileURL(path.resolve('dist/admin.mjs')).href);
  process.exitCode = await main(process.argv.slice(2));
});
