import { describeApi, type OpenApiDocument } from './openapi-document';
import { routeTable } from './routes';

let document: OpenApiDocument | undefined;

/** The API's description in OpenAPI 3.1, made once from the table that answers requests. */
export function openApiDocument(): OpenApiDocument {
  document ??= describeApi(routeTable.routes);
  return document;
}
