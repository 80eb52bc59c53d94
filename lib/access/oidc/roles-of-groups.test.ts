import { expect, test } from 'vitest';
import { ALL_MERCHANTS } from '../roles';
import { grantsOfGroups, groupsOf, parseGroupRoles } from './roles-of-groups';

const ACME = '01a22ac7-ed46-7128-bd17-8c4a260a17d3';

test('a mapping names groups, roles and merchants', () => {
  expect(
    parseGroupRoles(
      'ops=admin; cn=audit,dc=example=auditor@mer_01a22ac7ed467128bd178c4a260a17d3 ;all staff=viewer',
    ),
  ).toEqual([
    { group: 'ops', role: 'admin', merchantId: ALL_MERCHANTS },
    { group: 'cn=audit,dc=example', role: 'auditor', merchantId: ACME },
    { group: 'all staff', role: 'viewer', merchantId: ALL_MERCHANTS },
  ]);
});

test.each(['', 'ops', 'ops=', '=admin', 'ops=root', 'ops=admin;', 'ops=admin@mer_1', ' =viewer'])(
  '%j is no mapping',
  (text) => {
    expect(parseGroupRoles(text)).toBeUndefined();
  },
);

test('of several roles at a merchant the last in order holds; no group is no role', () => {
  const mapping = parseGroupRoles(
    `staff=viewer;dev=engineer;dev=auditor@mer_${ACME.replaceAll('-', '')}`,
  );
  const grants = (...groups: string[]) => grantsOfGroups(groups, mapping ?? []);
  expect(grants('dev', 'staff')).toEqual([
    { merchantId: ALL_MERCHANTS, role: 'engineer' },
    { merchantId: ACME, role: 'auditor' },
  ]);
  expect(grants('staff')).toEqual([{ merchantId: ALL_MERCHANTS, role: 'viewer' }]);
  expect(grants('Staff', 'sta')).toEqual([]);
});

test('groups are a list of names or one name, and nothing else', () => {
  expect(groupsOf(['a', 1, null, 'b'])).toEqual(['a', 'b']);
  expect(groupsOf('a')).toEqual(['a']);
  for (const claim of [undefined, null, 1, {}, [[]]]) expect(groupsOf(claim)).toEqual([]);
});
