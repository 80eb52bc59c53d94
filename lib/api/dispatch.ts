import type { Principal } from '@/lib/access/principal';
import { DatabaseError } from '@/lib/database/failure';
import type { ApiRequest, ApiResponse } from '@/lib/http/api-message';
import { notFound, Problem, problemResponse } from '@/lib/http/problem';
import type { JsonValue } from '@/lib/http/strict-json';
import { publicId } from '@/lib/http/uuid';
import { validate } from '@/lib/http/validate';
import type { Runtime } from '@/lib/server/runtime';
import { answerSession, SESSION_PATHS } from './answer-session';
import { recordRead } from './audit';
import { authenticate, type FindVisit, requireScope } from './authenticate';
import { maskPayloads, refuseHiddenFilters } from './mask-payloads';
import { operatingRoutes } from './operating';
import { parseQuery } from './query';
import { parseJson, readJsonBody } from './read-json';
import { journalRefusal, keyEcho } from './refusals';
import type { PlainRoute } from './route';
import type { Match } from './route-table';
import { routeTable } from './routes';

/** What is known of a request by the time it is refused. */
interface Progress {
  match: Match | undefined;
  principal: Principal | undefined;
}

/**
 * Answers any request below /api: both doors end here. Never throws. `findVisit`: for who has asked
 * already who is signed in; else the database is asked.
 */
export async function dispatch(
  runtime: Runtime,
  request: ApiRequest,
  findVisit?: FindVisit,
): Promise<ApiResponse> {
  const progress: Progress = { match: undefined, principal: undefined };
  let response: ApiResponse;
  try {
    response = await answer(runtime, request, progress, findVisit);
  } catch (error) {
    response = refuse(runtime, request, progress, error);
  }
  response.headers['request-id'] = publicId('req', request.requestId);
  runtime.metrics.observeRequest(
    progress.match?.route?.path ?? 'other',
    response.status,
    performance.now() - request.receivedAtMs,
  );
  return response;
}

async function answer(
  runtime: Runtime,
  request: ApiRequest,
  progress: Progress,
  findVisit: FindVisit | undefined,
): Promise<ApiResponse> {
  const operating = operatingRoutes.get(request.path);
  if (operating) return await operating(runtime, request);
  if (request.path.startsWith(SESSION_PATHS)) return await answerSession(runtime, request);
  progress.match = routeTable.find(request.method, request.path);
  const { match } = progress;
  const principal = await authenticate(runtime, request, findVisit);
  progress.principal = principal;
  const route = match?.route;
  if (route) requireScope(route, principal);
  limitRate(runtime, principal, request);
  if (!match) throw notFound();
  if (!route) {
    throw new Problem('method-not-allowed', `Use ${match.allow.join(' or ')} here.`, {
      headers: { allow: match.allow.join(', ') },
    });
  }
  const { params } = match;
  const limitBytes = runtime.config.bodyLimitBytes;
  if (route.kind === 'idempotent') {
    const body = parseJson(await readJsonBody(request, limitBytes * route.bodyLimitFactor));
    return await route.handle({ runtime, request, principal, params, query: undefined, body });
  }
  const sent =
    route.body && parseJson(await readJsonBody(request, limitBytes * (route.bodyLimitFactor ?? 1)));
  const { query, body } = validated(route, request, principal, sent);
  const response = await route.handle({ runtime, request, principal, params, query, body });
  if (route.audit) recordRead(runtime, route.audit, { request, principal, params, body, response });
  return route.showsPayloads ? response : maskPayloads(principal, response);
}

function validated(
  route: PlainRoute,
  request: ApiRequest,
  principal: Principal,
  body: JsonValue | undefined,
) {
  const parameters = route.query && parseQuery(request.query);
  // Of people it has chosen the merchant already; an API key may not send it.
  if (principal.person) delete parameters?.merchant;
  refuseHiddenFilters(principal, parameters);
  const query = route.query && validate(route.query, parameters);
  if (query && !query.ok) throw query.problem;
  const content = route.body && validate(route.body, body);
  if (content && !content.ok) throw content.problem;
  return { query: query?.value, body: content?.value };
}

function limitRate(runtime: Runtime, principal: Principal, request: ApiRequest): void {
  const waitSeconds = runtime.rateLimiter.take(principal.clientId, request.receivedAtMs);
  if (waitSeconds === 0) return;
  throw new Problem('rate-limited', 'This API key sends more requests a second than it may.', {
    headers: { 'retry-after': String(waitSeconds) },
  });
}

function refuse(
  runtime: Runtime,
  request: ApiRequest,
  { match, principal }: Progress,
  error: unknown,
): ApiResponse {
  const id = publicId('req', request.requestId);
  const problem = asProblem(error);
  if (problem.status >= 500) {
    runtime.log.error({ request_id: id, path: request.path, err: error }, problem.message);
  }
  const route = match?.route;
  const operation = route?.kind === 'idempotent' ? route.operation : undefined;
  journalRefusal(runtime, request, principal, operation, problem);
  return problemResponse(problem, id, operation ? keyEcho(request) : {});
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DatabaseError) {
    return new Problem('unavailable', 'The database is away or overloaded; try again.', {
      headers: { 'retry-after': '1' },
      cause: error,
    });
  }
  return new Problem('internal', 'A fault of ours; it is logged under the request id.', {
    cause: error,
  });
}
