import type { ShownPerson } from '../contract';

export const PEOPLE_CSV_HEADER =
  'email,name,role,merchant,role_ends_at,created_at,last_seen_at,disabled_at';
/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r\n\0]/;

/** Who may do what where, and when they were last here: a row for each role of each person (RFC 4180). */
export function peopleCsv(people: readonly Omit<ShownPerson, 'id' | 'object'>[]): string {
  const rows = people.flatMap((person) =>
    (person.grants.length > 0 ? person.grants : [undefined]).map((grant) =>
      [
        person.email,
        person.name,
        grant?.role ?? '',
        grant ? (grant.merchant_id ?? 'all') : '',
        grant?.ends_at ?? '',
        person.created_at,
        person.last_seen_at ?? '',
        person.disabled_at ?? '',
      ]
        .map(cell)
        .join(','),
    ),
  );
  return [PEOPLE_CSV_HEADER, ...rows].map((row) => `${row}\r\n`).join('');
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
