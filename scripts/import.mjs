// `npm run import -- FILE.jsonl`: brings history in, as observations of attempts decided elsewhere.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Importer } from './import/importer.mjs';
import { apiKeyOf, defaultUrl, parsedUrl, UsageError } from './instance.mjs';
import { runDirectly } from './prepare.mjs';
import { StartError } from './steps.mjs';

const USAGE = `npm run import -- FILE.jsonl [OPTIONS]

Each line is one observation, as POST /api/v1/observations takes it (see /docs). Lines are sent in
order, 1,000 at a time. It may be stopped and run again: what is there is known by its id.

  --url URL   the instance (default http://127.0.0.1:PORT)
  --key KEY   an API key with the scope ingest (default ONCEOVER_API_KEY, or the data folder's)
  --json      the last line is one JSON object of figures

Exits 0 only if no line was rejected; those that were are told with their numbers.`;

const OPTIONS = /** @type {const} */ ({
  url: { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
});

const ON_A_TERMINAL_MS = 500;
const ELSEWHERE_MS = 5_000;
/** Scripts work in the clone's root; files are named from where npm was called. */
const calledFrom = process.env.INIT_CWD || process.cwd();

async function main() {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { values, positionals } = parsed();
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new UsageError('give one FILE.jsonl');
  const file = path.resolve(calledFrom, name);
  if (!existsSync(file)) throw new StartError(`there is no file ${file}`);
  const importer = new Importer({
    url: parsedUrl(values.url ?? defaultUrl()),
    apiKey: apiKeyOf(values.key),
    onRejected: (line, detail) => process.stderr.write(`${file}:${line}: ${detail}\n`),
  });
  const endProgress = showProgress(importer);
  await importer.send(file).finally(endProgress);
  const { accepted, duplicates, rejected, lines } = importer;
  console.log(
    [
      '',
      `accepted    ${accepted} are in the log now`,
      `duplicates  ${duplicates} were there before`,
      `rejected    ${rejected}${rejected > 0 ? ', told above by their lines' : ''}`,
    ].join('\n'),
  );
  if (values.json) console.log(JSON.stringify({ lines, accepted, duplicates, rejected }));
  return rejected === 0 ? 0 : 1;
}

function parsed() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [line] = error instanceof Error ? error.message.split('\n') : [];
    throw new UsageError(`${line}; --help lists the options`);
  }
}

/** One line that tells how far it is; rewritten on a terminal. Returns what ends it. @param {Importer} importer */
function showProgress(importer) {
  const isTerminal = process.stdout.isTTY;
  const startedAtMs = performance.now();
  const show = () => {
    const seconds = (performance.now() - startedAtMs) / 1000;
    const { lines, accepted, duplicates, rejected } = importer;
    const line = `${seconds.toFixed(0).padStart(4)} s  ${lines} lines (${(lines / seconds).toFixed(0)}/s): ${accepted} accepted, ${duplicates} duplicates, ${rejected} rejected`;
    process.stdout.write(isTerminal ? `\r${line}\x1b[K` : `${line}\n`);
  };
  const timer = setInterval(show, isTerminal ? ON_A_TERMINAL_MS : ELSEWHERE_MS);
  return () => {
    clearInterval(timer);
    show();
    if (isTerminal) process.stdout.write('\n');
  };
}

await runDirectly(import.meta.url, async () => {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`import: ${error.message}`);
    process.exitCode = 2;
  }
});
