import path from 'node:path';
import { startProcess } from './processes.mjs';

/** @typedef {import('./load-process.mjs').LoadJob} LoadJob */
/** @typedef {import('./load-process.mjs').LoadResult} LoadResult */

/** The load generator: one process of its own for all contenders, so that it costs each the same. */
export class Load {
  #child = startProcess(process.execPath, [path.join(import.meta.dirname, 'load-process.mjs')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });

  /**
   * @param {LoadJob} job
   * @param {(requests: number) => void} [onProgress]
   * @returns {Promise<LoadResult>}
   * @throws {Error} when a connection is lost
   */
  run(job, onProgress) {
    return new Promise((resolve, reject) => {
      /** @param {{ progress?: number, result?: LoadResult, error?: string }} message */
      const onMessage = (message) => {
        if (message.progress !== undefined) onProgress?.(message.progress);
        else {
          this.#child.off('message', onMessage).off('exit', onExit);
          if (message.result) resolve(message.result);
          else reject(new Error(`the load on port ${job.port} failed: ${message.error}`));
        }
      };
      const onExit = () => reject(new Error('the load generator ended'));
      this.#child.on('message', onMessage).on('exit', onExit);
      this.#child.send(job);
    });
  }

  /** @param {boolean} hold whether the load in hand sends nothing for now */
  hold(hold) {
    this.#child.send({ hold });
  }
}
