import type { ApiRequest } from '@/lib/http/api-message';
import { Problem } from '@/lib/http/problem';

const READS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses a change that another site's page has sent with this browser's cookie. Browsers say where
 * a request comes from (Fetch Metadata, or `Origin`); a client that says neither carries no cookie
 * that it was not given. Bodies are JSON only, which no form can send. Throws the problem `forbidden`.
 */
export function refuseCrossSite(
  { method, headers }: Pick<ApiRequest, 'method' | 'headers'>,
  publicUrl: string,
): void {
  if (READS.includes(method)) return;
  const site = headers['sec-fetch-site'];
  const { origin, host } = headers;
  const sameSite = site === undefined || site === 'same-origin' || site === 'none';
  const sameOrigin =
    origin === undefined ||
    origin === publicUrl ||
    origin === `http://${host}` ||
    origin === `https://${host}`;
  if (sameSite && sameOrigin) return;
  throw new Problem('forbidden', 'Another site may not do this in your name.');
}
