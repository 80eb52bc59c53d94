/** @typedef {import('./simulation.mjs').Simulation} Simulation */

const ON_A_TERMINAL_MS = 500;
const ELSEWHERE_MS = 5_000;
const DIFFERENCES_SHOWN = 5;
const COLUMNS = [
  'to the end',
  'sent',
  'answered',
  'as expected',
  'mismatches',
  'payments',
  'in database',
];

/**
 * One line that tells how far it is; rewritten on a terminal. Returns what ends it.
 * @param {Simulation} simulation
 */
export function showProgress(simulation) {
  const isTerminal = process.stdout.isTTY;
  const startedAtMs = performance.now();
  const show = () => {
    const seconds = (performance.now() - startedAtMs) / 1000;
    const { sentCount, acknowledgedCount, errors, mismatchCount } = simulation;
    const rate = (sentCount / seconds).toFixed(0);
    const line = `${seconds.toFixed(0).padStart(4)} s  ${sentCount} sent (${rate}/s), ${acknowledgedCount} acknowledged, ${errors} errors, ${mismatchCount} mismatches`;
    process.stdout.write(isTerminal ? `\r${line}\x1b[K` : `${line}\n`);
  };
  const timer = setInterval(show, isTerminal ? ON_A_TERMINAL_MS : ELSEWHERE_MS);
  return () => {
    clearInterval(timer);
    show();
    if (isTerminal) process.stdout.write('\n');
  };
}

/**
 * What was sent, what came back, and where that differs from what was expected. A scenario that
 * nobody played to the end may not have shown what it is there for.
 * @param {Simulation} simulation
 * @param {readonly string[]} differences in the database
 */
export function closingComparison(simulation, differences) {
  const { requests, errors, answers, mismatches, payments, doubleCharges, scenarios } =
    simulation.figures();
  const rows = scenarios.map(({ name, ...row }) =>
    tableRow(name, [
      row.played,
      row.sent,
      row.answered,
      row.asExpected,
      row.mismatches,
      row.acknowledged,
      row.found,
    ]),
  );
  const statuses = Object.entries(answers).map(([status, count]) => `${count} × ${status}`);
  const open = payments.open > 0 ? `, up to ${payments.open} more that no answer told of` : '';
  return [
    '',
    tableRow('scenario', COLUMNS),
    ...rows,
    '',
    `sent       ${requests} requests; ${errors} had to be sent again after 409, 429, 503 or a lost connection`,
    `got        ${statuses.join(', ')}${answers.none ? ' (the client left, or the connection broke)' : ''}`,
    `expected   ${mismatches === 0 ? 'every answer is as expected' : `${mismatches} mismatches`}`,
    `payments   ${payments.expected} acknowledged${open}; ${doubleCharges} charges paid more than once, as labelled`,
    `database   ${differences.length === 0 ? 'exactly those payments' : `${differences.length} differences`}`,
    ...shown(simulation.faults, mismatches),
    ...shown(differences.slice(0, DIFFERENCES_SHOWN), differences.length),
  ].join('\n');
}

/** @param {string} name @param {readonly (string | number)[]} cells */
function tableRow(name, cells) {
  return `  ${name.padEnd(28)}${cells.map((cell) => String(cell).padStart(13)).join('')}`;
}

/** @param {readonly string[]} first @param {number} count of all */
function shown(first, count) {
  const more = count - first.length;
  return [...first.map((fault) => `  ! ${fault}`), ...(more > 0 ? [`  ! and ${more} more`] : [])];
}
