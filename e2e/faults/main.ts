import { parseArgs } from 'node:util';
import type { FaultContext, FaultReport } from './fault';
import { seededRandom } from './fault';
import { FaultDatabase } from './fault-database';
import { killApp } from './kill-app';
import { killTail } from './kill-tail';
import { loseAcknowledgements } from './lost-acknowledgement';
import { loseDurability, stopDatabase } from './stop-database';

interface Fault {
  readonly run: (context: FaultContext) => Promise<FaultReport>;
  readonly rounds: number;
  /** For `npm test`. */
  readonly shortRounds: number;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  'kill-app': { run: killApp, rounds: 50, shortRounds: 3 },
  tail: { run: killTail, rounds: 100, shortRounds: 4 },
  'stop-database': { run: stopDatabase, rounds: 10, shortRounds: 2 },
  'lose-durability': { run: loseDurability, rounds: 3, shortRounds: 2 },
  'lost-acknowledgement': { run: loseAcknowledgements, rounds: 200, shortRounds: 20 },
};

/** `npm run faults [-- NAME…] [--short] [--seed N] [--json]`; resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals: named } = parseArgs({
    args: [...args],
    options: { short: { type: 'boolean' }, json: { type: 'boolean' }, seed: { type: 'string' } },
    allowPositionals: true,
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const unknown = named.find((name) => !(name in FAULTS));
  if (unknown !== undefined) {
    console.error(`faults: there is no ${unknown}; there are ${Object.keys(FAULTS).join(', ')}`);
    return 1;
  }
  console.log(`faults: seed ${seed}`);
  const database = await FaultDatabase.start();
  const reports: string[] = [];
  let allPass = true;
  try {
    for (const [name, fault] of Object.entries(FAULTS)) {
      if (named.length > 0 && !named.includes(name)) continue;
      const rounds = values.short ? fault.shortRounds : fault.rounds;
      const say = (line: string) => console.log(`${name}: ${line}`);
      const report = await fault.run({ database, rounds, random: seededRandom(seed), say });
      for (const [figure, value] of Object.entries(report.figures)) say(`${figure} ${value}`);
      say(report.pass ? 'holds' : 'DOES NOT HOLD');
      allPass &&= report.pass;
      reports.push(JSON.stringify({ name, ...report }));
    }
  } finally {
    await database.close();
  }
  if (values.json) console.log(reports.join('\n'));
  return allPass ? 0 : 1;
}
