import '@/lib/http/openapi-zod';
import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { API_BASE } from '@/lib/operations/base-path';
import { type ApiComponents, securityOf } from './openapi-operation';

const statusSchema = z.object({ status: z.string() }).openapi('Health');

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
          content: { 'text/plain': { schema: { type: 'string' } } },
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
          content: { 'application/json': { schema: { type: 'object' } } },
        },
        ...otherMethods,
      },
    },
  ];
}
