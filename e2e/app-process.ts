import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Has all scopes, for the merchant `demo`. */
export const API_KEY = 'e2e-tests-0123456789abcdef0123456789abcd';
const SECRET = 'e2e-tests-secret-0123456789abcdef';
/** A first start builds, and the machine may be busy with other things. */
const READY_MS = 180_000;
const PROBE_MS = 5_000;
/** Longer than a drain, the database's stop included, may ever take. */
const STOP_MS = 60_000;

export interface AppOptions {
  readonly port: number;
  readonly databaseUrl: string;
  readonly ownerUrl: string;
  readonly dataDir: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** One: Next alone. Two, the default: what `npm start` starts; or npm with it. */
  readonly door?: 'one' | 'two' | 'npm';
}

/** The real product in a process of its own. */
export class AppProcess {
  readonly #options: AppOptions;
  #child: ChildProcess | undefined;
  #output = '';

  constructor(options: AppOptions) {
    this.#options = options;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#options.port}`;
  }

  /** The last of what it said on standard output and error. */
  get output(): string {
    return this.#output;
  }

  async start(): Promise<void> {
    const { port, databaseUrl, ownerUrl, dataDir, settings } = this.#options;
    this.#output = '';
    const [program, ...args] = this.#command();
    const child = spawn(program, args, {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        DIRECT_DATABASE_URL: ownerUrl,
        ONCEOVER_SECRET: SECRET,
        ONCEOVER_API_KEY: API_KEY,
        ONCEOVER_ADMIN_PASSWORD: 'e2e-tests-password',
        ONCEOVER_DATA_DIR: dataDir,
        ONCEOVER_LOG_LEVEL: 'fatal',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-4000);
      });
    }
    this.#child = child;
    await this.#untilReady(child);
  }

  /** Whoever reads what it says is gone. */
  loseReaders(): void {
    this.#child?.stdout?.destroy();
    this.#child?.stderr?.destroy();
  }

  /** SIGKILL: nothing is finished, nothing is told. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM: drains; resolves to the exit code. */
  async stop(): Promise<number | null> {
    return await this.#end('SIGTERM');
  }

  #command(): [string, ...string[]] {
    const { door, port } = this.#options;
    if (door === 'npm') return ['npm', 'start', '--silent'];
    if (door !== 'one') return [process.execPath, 'scripts/start.mjs'];
    const next = ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1'];
    return [process.execPath, ...next, '-p', String(port)];
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    const exit = once(child, 'exit');
    child.kill(signal);
    // A test that waits for ever tells nobody what it waits for.
    let hung = false;
    const killer = setTimeout(() => {
      hung = true;
      child.kill('SIGKILL');
    }, STOP_MS);
    await exit;
    clearTimeout(killer);
    if (hung) throw new Error(`the app did not end at ${signal}:\n${this.#output}`);
    return child.exitCode;
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const deadlineMs = performance.now() + READY_MS;
    const ended = () => child.exitCode !== null || child.signalCode !== null;
    while (performance.now() < deadlineMs && !ended()) {
      const signal = AbortSignal.timeout(PROBE_MS);
      const answer = await fetch(`${this.url}/api/health/ready`, { signal }).catch(() => undefined);
      if (answer?.ok) return;
      await pause(25);
    }
    if (!ended()) await this.kill();
    throw new Error(`the app did not get ready:\n${this.#output}`);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * A port that nobody listens on, below those that the system gives to outgoing connections: of
 * these one could take it before the app does, whose start takes seconds.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 20_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}
