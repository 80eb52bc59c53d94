import { statfsSync } from 'node:fs';
import os from 'node:os';

export type ServerSettings = Readonly<Record<string, string>>;

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** PostgreSQL's settings for this machine and for a cluster in `folder`. */
export function settingsForMachine(folder: string): ServerSettings {
  const memory = availableMemoryBytes();
  return {
    listen_addresses: '127.0.0.1',
    // Under a folder that others may not enter there is no place for a socket.
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    max_connections: '100',
    shared_buffers: mebibytes(Math.min(memory / 4, 2 * GIB)),
    effective_cache_size: mebibytes(memory / 2),
    dynamic_shared_memory_type: sharedMemoryType(),
    fsync: 'on',
    synchronous_commit: 'on',
    max_wal_size: mebibytes(Math.min(8 * GIB, Math.max(GIB, freeBytes(folder) / 4))),
    // Whole pages after a checkpoint: this build has only pglz, which takes longer than a disk.
    wal_compression: 'off',
    checkpoint_timeout: '30min',
    checkpoint_completion_target: '0.9',
    TimeZone: 'UTC',
    log_timezone: 'UTC',
    // Failed statements hold what people sent: they are answered, not written into a file.
    log_min_messages: 'log',
    log_checkpoints: 'off',
  };
}

/** Of the machine, or of the container where that has less. */
function availableMemoryBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(os.totalmem(), constrained) : os.totalmem();
}

/** Containers often give /dev/shm 64 MiB, which a parallel query outgrows. */
function sharedMemoryType(): string {
  return process.platform !== 'linux' || freeBytes('/dev/shm') > GIB ? 'posix' : 'mmap';
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

function mebibytes(bytes: number): string {
  return `${Math.max(32, Math.floor(bytes / MIB))}MB`;
}
