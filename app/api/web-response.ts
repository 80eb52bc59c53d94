import { Readable } from 'node:stream';
import { type ApiResponse, isPieces, type Pieces } from '@/lib/http/api-message';

/** The answer as a route handler gives it. */
export function webResponse(request: Request, response: ApiResponse): Response {
  const { status, headers, cookies = [] } = response;
  // What is left of a body that was not read would be taken for the next request.
  const unread = request.body !== null && (!request.bodyUsed || status === 413);
  const all = new Headers(unread ? { ...headers, connection: 'close' } : headers);
  for (const cookie of cookies) all.append('set-cookie', cookie);
  const content = request.method === 'HEAD' ? null : contentOf(response);
  return new Response(content, { status, headers: all });
}

function contentOf({ body }: ApiResponse): BodyInit | null {
  const content = isPieces(body) ? Readable.toWeb(Readable.from(copiesOf(body))) : body;
  return content as BodyInit | null;
}

/** A web stream keeps pieces longer than they are good. */
async function* copiesOf(pieces: Pieces): Pieces {
  for await (const piece of pieces) yield Buffer.from(piece);
}
