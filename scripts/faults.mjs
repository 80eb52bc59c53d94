// `npm run faults [-- NAME…]`: bundles e2e/faults and runs it.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { bundle } from './bundle.mjs';

await build();
const file = await bundle('e2e/faults/main.ts', 'faults.mjs');
const { main } = await import(pathToFileURL(path.resolve(file)).href);
process.exitCode = await main(process.argv.slice(2));
