import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readIfPresent } from '@/lib/config/durable-file';
import { StartError } from '@/lib/config/errors';
import { findProcess } from '@/lib/config/process-identity.mjs';

const POLL_MS = 50;

/** Fast shutdown; immediate shutdown; and what cannot be refused. */
const ESCALATION = [
  { signal: 'SIGINT', waitMs: 30_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

/**
 * Ends server processes that a killed Onceover left on this cluster, and removes their lock file,
 * whose number may be another process's by now. The caller holds the data folder's lock, so any
 * server here is a leftover. Throws StartError when one does not end.
 */
export async function endLeftovers(folder: string, say: (step: string) => void): Promise<void> {
  let left = serverProcesses(folder);
  if (left.length > 0) say(`stopping the database server of an earlier start (${left.join(', ')})`);
  for (const { signal, waitMs } of ESCALATION) {
    const deadline = Date.now() + waitMs;
    // A backend takes SIGINT for "cancel the query": only those without a living parent are asked.
    for (const pid of signal === 'SIGKILL' ? left : withoutParentIn(left)) send(pid, signal);
    while (left.length > 0 && Date.now() < deadline) {
      await sleep(POLL_MS);
      left = serverProcesses(folder);
    }
  }
  if (left.length > 0) {
    throw new StartError(
      `an old database server (${left.join(', ')}) holds ${folder} and does not end: end it, then start again`,
    );
  }
  rmSync(path.join(folder, 'postmaster.pid'), { force: true });
}

function withoutParentIn(pids: readonly number[]): number[] {
  return pids.filter((pid) => !pids.includes(findProcess(pid)?.parentPid ?? 0));
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone in the meantime, or another's: the wait that follows decides.
  }
}

/** Every PostgreSQL process works in its cluster's folder, whatever path it was given. */
function serverProcesses(folder: string): number[] {
  if (process.platform !== 'linux') return namedInLockFile(folder);
  const cluster = identityOf(folder);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && identityOf(`/proc/${name}/cwd`) === cluster)
    .map(Number)
    .filter((pid) => findProcess(pid)?.name === 'postgres');
}

/** Null where we may not look: another account's process is none of this cluster. */
function identityOf(folder: string): string | null {
  try {
    const { dev, ino } = statSync(folder);
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}

function namedInLockFile(folder: string): number[] {
  const pid = Number(readIfPresent(path.join(folder, 'postmaster.pid'))?.split('\n')[0]);
  if (!Number.isInteger(pid) || findProcess(pid) === null) return [];
  const command = execFileSync('ps', ['-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' });
  return command.includes(folder) ? [pid] : [];
}
