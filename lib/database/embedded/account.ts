import { execFileSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { isCode } from '@/lib/config/durable-file';
import { StartError } from '@/lib/config/errors';

/** Whom the server runs as; null: whoever runs us. */
export type Account = { readonly uid: number; readonly gid: number } | null;

/** initdb looks its own account up, so a bare number without an entry would not do. */
const CANDIDATES = ['postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root: then it runs as the owner of the cluster in `folder`, or, if
 * there is none or root has copied it, as an unprivileged account that every system has.
 */
export function serverAccount(folder: string): Account {
  if (process.getuid?.() !== 0) return null;
  const owner = ownerOf(folder);
  if (owner !== null && owner.uid !== 0) return owner;
  for (const name of CANDIDATES) {
    const account = lookUp(name);
    if (account !== null) return account;
  }
  throw new StartError(
    `PostgreSQL refuses to run as root and there is no account ${CANDIDATES.join(' or ')} to run it as: add one, run as an ordinary user, or set DATABASE_URL`,
  );
}

function ownerOf(folder: string): Account {
  try {
    const { uid, gid } = lstatSync(folder);
    return { uid, gid };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** By `id`, which also knows accounts that stand in no file. */
function lookUp(name: string): Account {
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(
        execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
      ),
    );
    return uid !== undefined && gid !== undefined && uid > 0 && gid > 0 ? { uid, gid } : null;
  } catch {
    return null;
  }
}
