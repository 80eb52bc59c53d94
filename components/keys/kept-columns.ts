import { KEY_COLUMNS } from './column-list';

/** Which columns somebody has chosen. A cookie, so that the server draws the same ones. */
export const COLUMNS_COOKIE = 'onceover_key_columns';
const YEAR_SECONDS = 365 * 24 * 3600;
const SHOWN_AT_FIRST = [
  'key',
  'state',
  'operation',
  'amount',
  'customer',
  'attempts',
  'replays',
  'conflicts',
  'first_seen',
];

export type Visibility = Readonly<Record<string, boolean>>;

/** What the cookie says; the usual columns where it says nothing that can be read. */
export function columnsOf(cookie: string | undefined): Visibility {
  const named = (cookie ?? '').split('.').filter((id) => KEY_COLUMNS.some((one) => one.id === id));
  const shown = named.length > 0 ? named : SHOWN_AT_FIRST;
  return Object.fromEntries(KEY_COLUMNS.map(({ id }) => [id, id === 'key' || shown.includes(id)]));
}

export function keepColumns(visibility: Visibility): void {
  const shown = KEY_COLUMNS.filter(({ id }) => visibility[id]).map(({ id }) => id);
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `${COLUMNS_COOKIE}=${shown.join('.')}; Max-Age=${YEAR_SECONDS}; Path=/; SameSite=Lax`;
}
