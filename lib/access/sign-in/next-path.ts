/** The pages that sign-in may lead to. */
const PAGES = [
  '',
  'keys',
  'conflicts',
  'expiring',
  'alerts',
  'investigate',
  'reconciliation',
  'audit',
  'settings',
];
const ORIGIN = 'http://here.invalid';

/** Where to go after sign-in: a page of ours, or the overview for whatever else is asked for. */
export function nextPath(asked: string | undefined): string {
  if (asked === undefined || !/^\/(?![/\\])/.test(asked)) return '/';
  const url = URL.canParse(asked, ORIGIN) ? new URL(asked, ORIGIN) : undefined;
  const page = url?.pathname.split('/')[1] ?? '';
  if (!url || url.origin !== ORIGIN || !PAGES.includes(page)) return '/';
  return url.pathname + url.search;
}
