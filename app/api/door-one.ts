import { dispatch } from '@/lib/api/dispatch';
import type { ApiRequest, ApiResponse } from '@/lib/http/api-message';
import { Problem, problemResponse } from '@/lib/http/problem';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import { clientAddress } from '@/lib/server/client-address';
import { currentRuntime } from '@/lib/server/current-runtime';
import { readLimited } from './read-limited';
import { webResponse } from './web-response';

/** Answers any request below /api from a route handler. */
export async function answerAtDoorOne(request: Request): Promise<Response> {
  const receivedAtMs = performance.now();
  const requestId = uuidv7();
  let response: ApiResponse;
  try {
    const runtime = await currentRuntime();
    const { trustedProxies } = runtime.config;
    response = await dispatch(
      runtime,
      apiRequest(request, requestId, receivedAtMs, trustedProxies),
    );
  } catch (error) {
    // Only the runtime can fail: dispatch never throws.
    process.stderr.write(`onceover: could not start: ${String(error)}\n`);
    response = notStarted(requestId);
  }
  if (response.onUndelivered) watchDelivery(request.signal, response.onUndelivered);
  return webResponse(request, response);
}

function apiRequest(
  request: Request,
  requestId: string,
  receivedAtMs: number,
  trustedProxies: number,
): ApiRequest {
  const { pathname, search } = new URL(request.url);
  const headers: Record<string, string | undefined> = Object.fromEntries(request.headers);
  return {
    requestId,
    receivedAtMs,
    method: request.method,
    path: pathname,
    query: search.slice(1),
    headers,
    // A handler sees no socket, so without a trusted proxy anybody could claim any address.
    ip: clientAddress('unknown', headers['x-forwarded-for'], trustedProxies),
    readBody: (limitBytes) => readLimited(request.body, headers['content-length'], limitBytes),
  };
}

function notStarted(requestId: string): ApiResponse {
  const id = publicId('req', requestId);
  const problem = new Problem('unavailable', 'The service could not start; its log says why.', {
    headers: { 'retry-after': '5' },
  });
  return problemResponse(problem, id, { 'request-id': id });
}

/** Next aborts the signal when the connection closes before the answer is written. */
function watchDelivery(signal: AbortSignal, onUndelivered: () => void): void {
  if (signal.aborted) onUndelivered();
  else signal.addEventListener('abort', onUndelivered, { once: true });
}
