/** @typedef {import('./simulation.mjs').Simulation} Simulation */

const ON_A_TERMINAL_MS = 500;
const ELSEWHERE_MS = 5_000;
const SHOWN_MAX = 5;

/**
 * One line that tells how far it is; rewritten on a terminal. Returns what ends it.
 * @param {Simulation} simulation
 */
export function showProgress(simulation) {
  const terminal = process.stdout.isTTY;
  const startedAtMs = performance.now();
  const show = () => {
    const seconds = (performance.now() - startedAtMs) / 1000;
    const { requests, retries, mismatches } = simulation.summary();
    const line = `${seconds.toFixed(0).padStart(4)} s  ${requests} requests, ${(requests / seconds).toFixed(0)} a second, ${retries} sent again, ${mismatches} mismatches`;
    process.stdout.write(terminal ? `\r${line}\x1b[K` : `${line}\n`);
  };
  const timer = setInterval(show, terminal ? ON_A_TERMINAL_MS : ELSEWHERE_MS);
  return () => {
    clearInterval(timer);
    show();
    if (terminal) process.stdout.write('\n');
  };
}

/**
 * What was sent, what came back, and where that differs from what was expected.
 * @param {Simulation} simulation
 * @param {readonly string[]} differences in the database
 */
export function closingComparison(simulation, differences) {
  const { requests, retries, answers, payments, doubleCharges } = simulation.summary();
  const rows = [...simulation.scenarios].map(
    ([name, { requests: sent, mismatches }]) =>
      `  ${name.padEnd(28)}${String(sent).padStart(8)}${String(mismatches.length).padStart(12)}`,
  );
  const examples = [...simulation.scenarios.values()].flatMap(({ mismatches }) => mismatches);
  return [
    '',
    `  ${'scenario'.padEnd(28)}${'requests'.padStart(8)}${'mismatches'.padStart(12)}`,
    ...rows,
    '',
    `sent       ${requests} requests, ${retries} of them again after 409, 503 or a lost connection`,
    `got        ${Object.entries(answers)
      .map(([status, count]) => `${count} × ${status}`)
      .join(', ')}`,
    `expected   ${payments} payments, ${doubleCharges} charges paid twice under keys of their own`,
    `database   ${differences.length === 0 ? 'exactly those payments' : `${differences.length} differences`}`,
    ...shown([...examples, ...differences]),
  ].join('\n');
}

/** @param {readonly string[]} faults */
function shown(faults) {
  const more = faults.length - SHOWN_MAX;
  return [
    ...faults.slice(0, SHOWN_MAX).map((fault) => `  ! ${fault}`),
    ...(more > 0 ? [`  ! and ${more} more`] : []),
  ];
}
