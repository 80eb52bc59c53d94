// `npm run simulate`: real HTTP traffic to a running instance, each request labelled with what it is.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { apiKeyOf, dataFolder, defaultUrl, parsedUrl, UsageError } from './instance.mjs';
import { runDirectly } from './prepare.mjs';
import { ATTACK_SCENARIOS } from './simulate/attack-scenarios.mjs';
import { BAD_REQUEST_SCENARIOS } from './simulate/bad-requests.mjs';
import { HONEST_SCENARIOS } from './simulate/honest-scenarios.mjs';
import { OPERATION_SCENARIOS } from './simulate/operation-scenarios.mjs';
import { closingComparison, showProgress } from './simulate/report.mjs';
import { loadSampleCompany } from './simulate/sample-company.mjs';
import { Simulation } from './simulate/simulation.mjs';
import { StartError } from './steps.mjs';

const SCENARIOS = [
  ...HONEST_SCENARIOS,
  ...OPERATION_SCENARIOS,
  ...BAD_REQUEST_SCENARIOS,
  ...ATTACK_SCENARIOS,
];

const USAGE = `npm run simulate [-- OPTIONS]

  --rate R           requests a second (default 200; 0: as many as go)
  --seconds S        how long (default 30, or until --requests)
  --requests N       how many at least: what began is finished
  --seed N           repeats the choices of an earlier run
  --scenario NAME    only this one; may be given again
  --url URL          the instance (default http://127.0.0.1:PORT); may be given again, to spread
  --key KEY          the API key (default ONCEOVER_API_KEY, or the data folder's)
  --truth FILE       where the labels go (default simulations/ in the data folder)
  --json             the last line is one JSON object of figures
  --sample-company   instead: loads 30 days of labelled history for a merchant of its own

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
  'sample-company': { type: 'boolean' },
  help: { type: 'boolean' },
});

/** A Ctrl-C that npm passes on arrives twice. */
const SAME_SIGNAL_MS = 1_000;

async function main() {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { help, json, 'sample-company': sample, ...values } = parsed();
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const options = optionsOf(values);
  if (sample) {
    for (const url of options.urls.slice(0, 1)) await loadSampleCompany({ ...options, url });
    return 0;
  }
  for (const url of options.urls) await requireReady(url, options.apiKey);
  const { seed, urls, truthFile } = options;
  console.log(
    `simulate: seed ${seed}, ${urls.map(({ origin }) => origin).join(' and ')}, labels in ${truthFile}`,
  );
  const simulation = await Simulation.create(options);
  endOnSignal(simulation);
  for (const { name } of await simulation.prepare()) {
    console.log(`simulate: left out ${name}: the API key lacks the scope operator`);
  }
  const endProgress = showProgress(simulation);
  await simulation.play().finally(endProgress);
  const differences = await simulation.compare();
  console.log(closingComparison(simulation, differences));
  const figures = simulation.figures();
  const pass = figures.mismatches === 0 && differences.length === 0;
  const summary = { ...figures, differences: differences.length, seed, truthFile, pass };
  if (json) console.log(JSON.stringify(summary));
  return pass ? 0 : 1;
}

function parsed() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    const [line] = error instanceof Error ? error.message.split('\n') : [];
    throw new UsageError(`${line}; --help lists the options`);
  }
}

/** @param {Omit<ReturnType<typeof parsed>, 'help' | 'json' | 'sample-company'>} values */
function optionsOf(values) {
  const seed = number(values.seed, 'seed') ?? Math.floor(Math.random() * 2 ** 31);
  const requests = number(values.requests, 'requests');
  const seconds = number(values.seconds, 'seconds');
  const time = new Date().toISOString().replace(/[:.]/g, '-');
  return {
    urls: (values.url ?? [defaultUrl()]).map(parsedUrl),
    apiKey: apiKeyOf(values.key),
    seed,
    rate: number(values.rate, 'rate') ?? 200,
    requests: requests ?? Number.POSITIVE_INFINITY,
    seconds: seconds ?? (requests === undefined ? 30 : Number.POSITIVE_INFINITY),
    scenarios: chosen(values.scenario),
    truthFile: values.truth ?? path.join(dataFolder(), 'simulations', `${time}-${seed}.jsonl`),
  };
}

/** @param {string | undefined} text @param {string} name */
function number(text, name) {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} is a whole number, not ${text}`);
}

/** @param {readonly string[] | undefined} names */
function chosen(names) {
  if (names === undefined) return SCENARIOS;
  return names.map((name) => {
    const scenario = SCENARIOS.find((known) => known.name === name);
    if (scenario) return scenario;
    throw new UsageError(`there is no scenario ${name}; --help lists them`);
  });
}

/** @param {URL} url @param {string} apiKey */
async function requireReady(url, apiKey) {
  const { origin } = url;
  const headers = { authorization: `Bearer ${apiKey}` };
  const read = await fetch(new URL('/api/v1/payments?limit=1', url), { headers }).catch(() => null);
  await read?.text();
  if (read?.ok) return;
  throw new StartError(
    read && [401, 403].includes(read.status)
      ? `${origin} refuses the API key (${read.status}): give --key one with the scopes ingest and read`
      : `nothing is ready at ${origin}: run npm start first, or give --url`,
  );
}

/** The first ends it early, with the comparison; a second one at once. @param {Simulation} simulation */
function endOnSignal(simulation) {
  let firstAtMs = 0;
  const end = () => {
    const nowMs = performance.now();
    if (firstAtMs > 0 && nowMs - firstAtMs > SAME_SIGNAL_MS) process.exit(130);
    firstAtMs ||= nowMs;
    simulation.stop();
  };
  process.on('SIGINT', end).on('SIGTERM', end);
}

await runDirectly(import.meta.url, async () => {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`simulate: ${error.message}`);
    process.exitCode = 2;
  }
});
