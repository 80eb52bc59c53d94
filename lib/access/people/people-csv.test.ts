import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { ShownPerson } from '../contract';
import { PEOPLE_CSV_HEADER, peopleCsv } from './people-csv';

const person: ShownPerson = {
  id: 'per_1',
  object: 'person',
  email: 'ada@example.com',
  name: 'Ada',
  grants: [{ role: 'admin', merchant_id: null, ends_at: null }],
  created_at: '2026-11-30T00:00:00.000Z',
  disabled_at: null,
  last_seen_at: null,
};

test('each role of each person is a row, and who has none has one', () => {
  const grants: ShownPerson['grants'] = [
    { role: 'auditor', merchant_id: 'mer_1', ends_at: '2026-12-31T00:00:00.000Z' },
    { role: 'viewer', merchant_id: 'mer_2', ends_at: null },
  ];
  const text = peopleCsv([
    person,
    { ...person, email: 'b@example.com', grants },
    { ...person, grants: [] },
  ]);
  const rows: Record<string, string>[] = parse(text, { columns: true, record_delimiter: '\r\n' });
  expect(
    rows.map(({ email, role, merchant, role_ends_at: ends }) => [email, role, merchant, ends]),
  ).toEqual([
    ['ada@example.com', 'admin', 'all', ''],
    ['b@example.com', 'auditor', 'mer_1', '2026-12-31T00:00:00.000Z'],
    ['b@example.com', 'viewer', 'mer_2', ''],
    ['ada@example.com', '', '', ''],
  ]);
});

test.each(['=1+1', '+1', '-1', '@a', '\t=1', '\r=1', '\n=1', '\0=1'])(
  'a name such as %j is no formula to a spreadsheet',
  (name) => {
    const [, row] = parse(peopleCsv([{ ...person, name }]), { record_delimiter: '\r\n' });
    expect(row?.[1]).toBe(`'${name}`);
  },
);

test.each(['a "b", c', 'a\r\nb', 'ä', ''])('a name such as %j comes back whole', (name) => {
  const text = peopleCsv([{ ...person, name }]);
  const rows = parse(text, { record_delimiter: '\r\n' });
  expect(rows).toHaveLength(2);
  expect(rows[0]?.join()).toBe(PEOPLE_CSV_HEADER);
  expect(rows[1]?.[1]).toBe(name);
});
