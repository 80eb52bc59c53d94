import { expect, test } from 'vitest';
import { routeTable } from './routes';

/** Reads that tell nothing of anybody: what is configured, counts, and the log's hashes and keys. */
const UNLOGGED: readonly string[] = [
  '/annotations',
  '/audit/checkpoint',
  '/audit/consistency',
  '/audit/integrity',
  '/audit/public-keys',
  // Closed records: commitments, which tell nothing of what they stand for.
  '/audit/records',
  '/audit/reviews',
  // Asking for one and downloading it write events of their own.
  '/exports',
  '/exports/{id}',
  '/exports/{id}/download',
  '/merchants',
  '/policies',
  '/sample-company',
  '/stats/expiry',
  '/stats/store',
  '/stats/traffic',
  '/stats/what-if',
];

test('every read is logged, but for those named here', () => {
  const silent = routeTable.routes.filter(
    (route) => route.kind === 'plain' && route.method === 'GET' && route.audit === undefined,
  );
  expect(silent.map(({ path }) => path).sort()).toEqual([...UNLOGGED].sort());
});

test('a detail is logged as read, a list as searched, a file always', () => {
  for (const route of routeTable.routes) {
    if (route.kind !== 'plain' || !route.audit) continue;
    const { path, audit } = route;
    expect([path, audit.search ?? false]).toEqual([
      path,
      !path.includes('{') && !path.endsWith('/export'),
    ]);
  }
});
