// `npm run simulate`: real HTTP traffic to a running instance, each request labelled with what it is.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runDirectly } from './prepare.mjs';
import { HONEST_SCENARIOS } from './simulate/honest-scenarios.mjs';
import { HOSTILE_SCENARIOS } from './simulate/hostile-scenarios.mjs';
import { OPERATION_SCENARIOS } from './simulate/operation-scenarios.mjs';
import { closingComparison, showProgress } from './simulate/report.mjs';
import { Simulation } from './simulate/simulation.mjs';
import { StartError } from './steps.mjs';

const SCENARIOS = [...HONEST_SCENARIOS, ...OPERATION_SCENARIOS, ...HOSTILE_SCENARIOS];

const USAGE = `npm run simulate [-- OPTIONS]

  --rate R           requests a second (default 200; 0: as many as go)
  --seconds S        how long (default 30, or until --requests)
  --requests N       how many at least
  --seed N           repeats the choices of an earlier run
  --scenario NAME    only this one; may be given again
  --url URL          the instance; may be given again, to spread over several
  --key KEY          the API key (default: ONCEOVER_API_KEY, or the data folder's)
  --truth FILE       where the labels go (default: .onceover/simulations/)
  --json             the last line is one JSON object of figures

Scenarios: ${SCENARIOS.map(({ name }) => name).join(', ')}

Exits 0 only if every answer was as expected and the database has exactly the payments that it should.`;

const OPTIONS = /** @type {const} */ ({
  rate: { type: 'string' },
  seconds: { type: 'string' },
  requests: { type: 'string' },
  seed: { type: 'string' },
  scenario: { type: 'string', multiple: true },
  url: { type: 'string', multiple: true },
  key: { type: 'string' },
  truth: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
});

async function main() {
  const values = parsed();
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const urls = values.url ?? [`http://127.0.0.1:${process.env.PORT || 3000}`];
  const seed = number(values.seed, 'seed') ?? Math.floor(Math.random() * 2 ** 31);
  const requests = number(values.requests, 'requests');
  const dataFolder = path.resolve(process.env.ONCEOVER_DATA_DIR || '.onceover');
  const truthFile =
    values.truth ?? path.join(dataFolder, 'simulations', `${Date.now()}-${seed}.jsonl`);
  for (const url of urls) await requireReady(url);
  console.log(`simulate: seed ${seed}, ${urls.join(' and ')}, labels in ${truthFile}`);
  const simulation = new Simulation({
    urls,
    apiKey: values.key ?? process.env.ONCEOVER_API_KEY ?? keptApiKey(dataFolder),
    seed,
    rate: number(values.rate, 'rate') ?? 200,
    requests: requests ?? Number.POSITIVE_INFINITY,
    seconds:
      number(values.seconds, 'seconds') ?? (requests === undefined ? 30 : Number.POSITIVE_INFINITY),
    scenarios: chosen(values.scenario),
    truthFile,
  });
  process.once('SIGINT', () => simulation.stop());
  const endProgress = showProgress(simulation);
  const differences = await simulation.run();
  endProgress();
  console.log(closingComparison(simulation, differences));
  const summary = simulation.summary();
  const pass = summary.mismatches === 0 && differences.length === 0;
  if (values.json) {
    console.log(
      JSON.stringify({ ...summary, differences: differences.length, seed, truthFile, pass }),
    );
  }
  return pass ? 0 : 1;
}

function parsed() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message : String(error));
  }
}

/** @param {string | undefined} text @param {string} name */
function number(text, name) {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new StartError(`--${name} is a whole number`);
}

/** @param {readonly string[] | undefined} names */
function chosen(names) {
  if (names === undefined) return SCENARIOS;
  return names.map((name) => {
    const scenario = SCENARIOS.find((known) => known.name === name);
    if (scenario) return scenario;
    throw new StartError(`there is no scenario ${name}; npm run simulate -- --help lists them`);
  });
}

/** @param {string} dataFolder */
function keptApiKey(dataFolder) {
  const file = path.join(dataFolder, 'credentials.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).apiKey;
  throw new StartError('which API key? Give --key, or set ONCEOVER_API_KEY');
}

/** @param {string} url */
async function requireReady(url) {
  const answer = await fetch(new URL('/api/health/ready', url)).catch(() => undefined);
  if (!answer?.ok)
    throw new StartError(`nothing is ready at ${url}: run npm start first, or give --url`);
}

await runDirectly(import.meta.url, async () => {
  process.exitCode = await main();
});
