/** The time zone that times are shown in: an IANA name. A cookie, so that the server knows it too. */
export const ZONE_COOKIE = 'onceover_zone';
export const UTC = 'UTC';

/** The zone of the cookie; UTC, which is the same for everybody, for anything that is no zone. */
export function zoneOf(cookie: string | undefined): string {
  if (cookie === undefined || cookie.length > 64) return UTC;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: cookie }).resolvedOptions().timeZone;
  } catch {
    return UTC;
  }
}
