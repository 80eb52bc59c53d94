import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { ChunkMemory } from './chunk-memory';
import { Fault } from './digest';
import type { CheckedChunk } from './findings';
import { nodeDigest } from './node-digest';
import { QuickChecker } from './quick-checker';
import { RecordChecker, type RecordChunk, type RecordRules } from './record-chunk';
import type { ChunkChecker } from './verifying';

type Answer = { readonly checked: CheckedChunk } | { readonly fault: string };

interface Waiting {
  readonly resolve: (checked: CheckedChunk) => void;
  readonly reject: (error: Error) => void;
}

const THREADS_MAX = 8;
/** What a chunk leaves behind is collected at once, not bit by bit. */
const YOUNG = { maxYoungGenerationSizeMb: 64 };
/** Chunks that wait in a thread while it works on one. */
const AHEAD = 2;

/** Checks chunks in threads of this same program. */
export class ChunkThreads implements ChunkChecker {
  readonly #threads: readonly Worker[];
  readonly #waiting: readonly Waiting[][];
  #next = 0;
  /** What ended a thread. */
  #broken: Error | undefined;

  constructor(program: URL, rules: RecordRules) {
    const count = Math.min(THREADS_MAX, availableParallelism());
    this.#threads = Array.from(
      { length: count },
      () => new Worker(program, { workerData: { rules }, resourceLimits: YOUNG }),
    );
    this.#waiting = this.#threads.map(() => []);
    for (const [index, thread] of this.#threads.entries()) this.#listen(index, thread);
  }

  get width(): number {
    return this.#threads.length * (1 + AHEAD);
  }

  check(chunk: RecordChunk): Promise<CheckedChunk> {
    const index = this.#next;
    this.#next = (index + 1) % this.#threads.length;
    return new Promise((resolve, reject) => {
      if (this.#broken) reject(this.#broken);
      this.#waiting[index]?.push({ resolve, reject });
      const { records, proofs } = chunk;
      this.#threads[index]?.postMessage(chunk, [records.buffer, proofs.buffer] as ArrayBuffer[]);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  /** A thread answers in the order in which it was asked. */
  #listen(index: number, thread: Worker): void {
    thread.on('message', (answer: Answer) => {
      const waiting = this.#waiting[index]?.shift();
      if ('checked' in answer) waiting?.resolve(answer.checked);
      else waiting?.reject(new Fault(answer.fault));
    });
    thread.on('error', (error: unknown) => {
      const broken = error instanceof Error ? error : new Error(String(error));
      this.#broken = broken;
      for (const { reject } of this.#waiting[index]?.splice(0) ?? []) reject(broken);
    });
  }
}

/** What a thread does; nothing where this is not one. */
export function serveAsThread(): void {
  const port = parentPort;
  if (isMainThread || port === null || workerData?.rules === undefined) return;
  const rules = workerData.rules as RecordRules;
  const memory = ChunkMemory.open();
  const quick = memory && new QuickChecker(nodeDigest, rules, memory);
  const checker = new RecordChecker(nodeDigest, rules, quick);
  port.on('message', (chunk: RecordChunk) => {
    const answer = answerTo(checker, chunk);
    const given = 'checked' in answer ? [answer.checked.data, answer.checked.hashes] : [];
    port.postMessage(
      answer,
      given.map(({ buffer }) => buffer as ArrayBuffer),
    );
  });
}

function answerTo(checker: RecordChecker, chunk: RecordChunk): Answer {
  try {
    return { checked: checker.check(chunk) };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message };
    throw error;
  }
}
