import '@/lib/http/openapi-zod';
import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { API_BASE } from '@/lib/operations/base-path';
import { type ApiComponents, securityOf } from './openapi-operation';

const statusSchema = z.object({ status: z.string() }).openapi('Health');

const METRICS_EXAMPLE = `# HELP onceover_attempts_total Attempts by outcome
# TYPE onceover_attempts_total counter
onceover_attempts_total{operation="payments",outcome="executed"} 51204
onceover_attempts_total{operation="payments",outcome="replayed"} 318
`;
const DOCUMENT_EXAMPLE = { openapi: '3.1.0', info: { title: 'Onceover', version: '1.0.0' } };

/** What operators and load balancers ask, outside the table of routes. */
export function describeOperating(components: ApiComponents): RouteConfig[] {
  const headers = components.headers(['Request-Id']);
  const answer = (description: string, status: string) => ({
    description,
    headers,
    content: { 'application/json': { schema: statusSchema, example: { status } } },
  });
  const otherMethods = components.problems(['method-not-allowed', 'internal'], false);
  const base = { method: 'get' as const, tags: ['Operating'] };
  return [
    {
      ...base,
      path: '/api/health/live',
      operationId: 'getLiveness',
      summary: 'Is the process alive?',
      description: 'Asks nothing of the database. Needs no API key.',
      security: [],
      responses: { 200: answer('It is', 'live'), ...otherMethods },
    },
    {
      ...base,
      path: '/api/health/ready',
      operationId: 'getReadiness',
      summary: 'May traffic be sent here?',
      description: 'Needs no API key.',
      security: [],
      responses: {
        200: answer('Migrated, and the database answers', 'ready'),
        503: answer('Starting, draining, or the database does not answer', 'starting or draining'),
        ...otherMethods,
      },
    },
    {
      ...base,
      path: '/api/metrics',
      operationId: 'getMetrics',
      summary: 'Metrics for Prometheus',
      description: 'Needs the scope `read`, or a caller on the same machine.',
      security: [...securityOf(['read']), {}],
      responses: {
        200: {
          description: 'Prometheus text format',
          headers,
          content: { 'text/plain': { schema: { type: 'string' }, example: METRICS_EXAMPLE } },
        },
        ...components.problems(
          ['unauthenticated', 'forbidden', 'method-not-allowed', 'unavailable', 'internal'],
          false,
        ),
      },
    },
    {
      ...base,
      path: `${API_BASE}/openapi.json`,
      operationId: 'getOpenApiDocument',
      summary: 'This description',
      description: 'OpenAPI 3.1, made from the schemas that validate requests. Needs no API key.',
      security: [],
      responses: {
        200: {
          description: 'The document',
          headers,
          content: {
            'application/json': { schema: { type: 'object' }, example: DOCUMENT_EXAMPLE },
          },
        },
        ...otherMethods,
      },
    },
  ];
}
