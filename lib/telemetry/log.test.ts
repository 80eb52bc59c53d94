import { expect, test } from 'vitest';
import { DatabaseError } from '@/lib/database/failure';
import { loggedError } from './log';

test('a log line shows what went wrong, and nothing that hangs on the error', () => {
  const lost = Object.assign(new Error('terminating connection'), {
    code: '57P01',
    severity: 'FATAL',
    detail: 'Key (customer)=(canary) already exists.',
    client: { secretKey: 'canary', queries: ['canary'] },
  });
  const shown = loggedError(lost);
  expect(shown).toMatchObject({ message: lost.message, code: '57P01', severity: 'FATAL' });
  expect(shown.stack).toContain('log.test');
  const wrapped = loggedError(new DatabaseError('unavailable', lost));
  expect(wrapped).toMatchObject({ failure: 'unavailable' });
  expect(wrapped.stack).toContain('caused by');
  expect(JSON.stringify([shown, wrapped])).not.toContain('canary');
});
