import '@/lib/http/openapi-zod';
import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { observationInput } from '@/lib/observations/contract';
import { registerHeaders, registerKeyParameters } from './openapi-headers';
import { API_INFO, API_TAGS } from './openapi-info';
import { describeMembers } from './openapi-members';
import { describeOperating } from './openapi-operating';
import { type ApiComponents, describeRoute } from './openapi-operation';
import { registerProblems } from './openapi-problems';
import type { Route } from './route';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

/** Describes routes, and the operating endpoints beside them, as an OpenAPI 3.1 document. */
export function describeApi(routes: readonly Route[]): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registerSecurity(registry);
  const headers = registerHeaders(registry);
  const components: ApiComponents = {
    headers,
    keyParameters: registerKeyParameters(registry),
    problems: registerProblems(registry, headers),
  };
  // Judged record by record, so no body's schema leads there.
  registry.register('ObservationInput', observationInput);
  for (const route of routes) registry.registerPath(describeRoute(route, components));
  for (const route of describeOperating(components)) registry.registerPath(route);
  const { webhooks: _webhooks, ...document } = new OpenApiGeneratorV31(
    registry.definitions,
  ).generateDocument({
    openapi: '3.1.0',
    info: API_INFO,
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { basic: [] }],
    tags: Object.entries(API_TAGS).map(([name, description]) => ({ name, description })),
  });
  return describeMembers(document);
}

function registerSecurity(registry: OpenAPIRegistry): void {
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'The API key as the bearer token.',
  });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'onceover_session',
    description:
      'Of a person who has signed in at /sign-in; over https its name begins with `__Host-`. What a role may read, a session reads as an API key does; `?merchant=` chooses the merchant.',
  });
  registry.registerComponent('securitySchemes', 'basic', {
    type: 'http',
    scheme: 'basic',
    description: 'The API key as the user name, with an empty password.',
  });
}
