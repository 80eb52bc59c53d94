import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const alias = { '@': path.resolve(import.meta.dirname) };

/** Starts the longest file at once: begun last, the others would be over and it alone would wait. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith('/slow.test.ts');
    const sorted = await super.sort(files);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

/** unit: needs nothing. database: a database of its own for each file. http: both doors, built. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['{lib,app,components,scripts}/**/*.test.ts'],
          exclude: ['**/*.db.test.ts'],
          // Properties are tried a thousand times, and a busy machine is slow.
          testTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'database',
          include: ['lib/**/*.db.test.ts'],
          globalSetup: ['lib/database/testing/server.ts'],
          // Generous: a busy machine is slow, and what hangs is told all the same.
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Half of their time they wait: for leases, retentions and other sessions.
          maxWorkers: 4,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'http',
          include: ['e2e/http/**/*.test.ts'],
          globalSetup: ['lib/database/testing/server.ts', 'e2e/http/setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
          // Most of their time they wait: for the log, retentions and what must take its time.
          maxWorkers: 4,
        },
      },
    ],
  },
});
