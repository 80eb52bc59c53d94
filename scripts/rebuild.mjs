// `npm run rebuild`: makes the read models again from the log.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { install } from './install.mjs';
import { runDirectly } from './prepare.mjs';

await runDirectly(import.meta.url, async () => {
  await install();
  await build();
  const { main } = await import(pathToFileURL(path.resolve('dist/rebuild.mjs')).href);
  process.exitCode = await main(process.argv.slice(2));
});
