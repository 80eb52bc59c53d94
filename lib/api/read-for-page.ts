import { headers } from 'next/headers';
import { currentVisit, requirePerson } from '@/lib/access/require-person';
import type { ApiRequest } from '@/lib/http/api-message';
import { uuidv7 } from '@/lib/http/uuid';
import { API_BASE } from '@/lib/operations/base-path';
import { clientAddress } from '@/lib/server/client-address';
import { currentRuntime } from '@/lib/server/current-runtime';
import { dispatch } from './dispatch';

/** A page's first data, or why there is none. */
export type PageData<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly status: number; readonly detail: string };

type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * What GET answers to whoever is signed in, without going through the network: the same route, the
 * same role and merchant, the same event of who read what; the session is looked up once for all of a
 * page. `path` is below /api/v1.
 */
export async function readForPage<Answer>(
  path: string,
  parameters: Parameters = {},
): Promise<PageData<Answer>> {
  await requirePerson();
  const [sent, runtime] = await Promise.all([headers(), currentRuntime()]);
  const request = pageRequest(sent, runtime, path, parameters);
  // The session was looked up for this page already.
  const { status, body } = await dispatch(runtime, request, currentVisit);
  const answer = JSON.parse(String(body));
  if (status < 300) return { ok: true, answer };
  return { ok: false, status, detail: String(answer.detail) };
}

function pageRequest(
  sent: Headers,
  { config }: Awaited<ReturnType<typeof currentRuntime>>,
  path: string,
  parameters: Parameters,
): ApiRequest {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters)) {
    for (const value of [values ?? []].flat()) query.append(name, value);
  }
  const header = (name: string) => sent.get(name) ?? undefined;
  return {
    requestId: uuidv7(),
    receivedAtMs: performance.now(),
    method: 'GET',
    path: API_BASE + path,
    query: query.toString(),
    headers: { cookie: header('cookie'), 'user-agent': header('user-agent') },
    // A page sees no socket; what no trusted proxy vouches for is only claimed.
    ip: clientAddress('unknown', header('x-forwarded-for'), config.trustedProxies),
    readBody: () => Promise.resolve(new Uint8Array()),
  };
}
