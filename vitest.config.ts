import path from 'node:path';
import { defineConfig } from 'vitest/config';

const alias = { '@': path.resolve(import.meta.dirname) };

/** unit: needs nothing. database: a database of its own for each file. http: both doors, built. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['{lib,app,components,scripts}/**/*.test.ts'],
          exclude: ['**/*.db.test.ts'],
          // Properties are tried a thousand times, and a busy machine is slow.
          testTimeout: 60_000,
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
          maxWorkers: 2,
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
          maxWorkers: 2,
        },
      },
    ],
  },
});
