import { type ApiRequest, type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import { Problem } from '@/lib/http/problem';
import { readTableSizes } from '@/lib/maintenance/table-sizes';
import { API_BASE } from '@/lib/operations/base-path';
import type { Runtime } from '@/lib/server/runtime';
import { openApiDocument } from './openapi';

type OperatingRoute = (runtime: Runtime, request: ApiRequest) => Promise<ApiResponse>;

/** What needs no API key: an operator's and a load balancer's questions, and the description. */
export const operatingRoutes: ReadonlyMap<string, OperatingRoute> = new Map([
  ['/api/health/live', reading(async () => jsonResponse(200, { status: 'live' }))],
  ['/api/health/ready', reading(ready)],
  ['/api/metrics', reading(metrics)],
  [`${API_BASE}/openapi.json`, reading(async () => jsonResponse(200, openApiDocument()))],
]);

function reading(route: OperatingRoute): OperatingRoute {
  return async (runtime, request) => {
    if (request.method === 'GET' || request.method === 'HEAD') return await route(runtime, request);
    throw new Problem('method-not-allowed', 'Use GET or HEAD here.', {
      headers: { allow: 'GET, HEAD' },
    });
  };
}

async function ready(runtime: Runtime): Promise<ApiResponse> {
  if (!runtime.isReady()) return jsonResponse(503, { status: 'starting or draining' });
  try {
    await runtime.workPool.query('SELECT 1');
    return jsonResponse(200, { status: 'ready' });
  } catch (error) {
    runtime.log.warn({ err: error }, 'not ready: the database does not answer');
    return jsonResponse(503, { status: 'the database does not answer' });
  }
}

async function metrics(runtime: Runtime, request: ApiRequest): Promise<ApiResponse> {
  if (!isLoopback(request)) {
    const principal = await runtime.access.authenticate(request.headers.authorization);
    if (!principal.scopes.has('read')) {
      throw new Problem('forbidden', 'This needs an API key with the scope "read".');
    }
  }
  const sizes = await readTableSizes(runtime.workPool).catch((error: unknown) => {
    runtime.log.warn({ err: error }, 'table sizes are missing from the metrics');
    return [];
  });
  for (const { table, rows, bytes, due } of sizes) {
    runtime.metrics.tableRows.set({ table }, rows);
    runtime.metrics.tableBytes.set({ table }, bytes);
    if (due !== null) runtime.metrics.purgeBacklog.set({ table }, due);
  }
  return {
    status: 200,
    headers: {
      'content-type': runtime.metrics.registry.contentType,
      'cache-control': 'no-store',
    },
    body: await runtime.metrics.registry.metrics(),
  };
}

/** Not through a proxy that happens to stand on this machine. */
function isLoopback(request: ApiRequest): boolean {
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded;
  return forwarded === undefined && (request.ip === '::1' || request.ip.startsWith('127.'));
}
