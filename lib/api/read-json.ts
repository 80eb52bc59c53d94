import type { ApiRequest } from '@/lib/http/api-message';
import { Problem } from '@/lib/http/problem';
import { InvalidJsonError, type JsonValue, parseStrictJson } from '@/lib/http/strict-json';

/** Also with an empty parameter (RFC 9110 §5.6.6), and UTF-8 as .NET and others spell it. */
const JSON_TYPE = /^application\/json\s*(?:;\s*(?:charset\s*=\s*"?utf-?8"?\s*)?)*$/i;

/** The bytes of a JSON body. Throws 415 and rejects with 413: the order of contract §2. */
export function readJsonBody(request: ApiRequest, limitBytes: number): Promise<Uint8Array> {
  const encoding = request.headers['content-encoding'];
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) {
    throw new Problem('unsupported-media-type', 'Send "Content-Type: application/json" in UTF-8.');
  }
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new Problem('unsupported-media-type', 'Send the body uncompressed.');
  }
  return request.readBody(limitBytes);
}

/** Strict JSON, or the problem `invalid-json`. */
export function parseJson(bytes: Uint8Array): JsonValue {
  try {
    return parseStrictJson(bytes);
  } catch (cause) {
    if (!(cause instanceof InvalidJsonError)) throw cause;
    throw new Problem('invalid-json', `The body is not unambiguous JSON: ${cause.message}`, {
      cause,
    });
  }
}
