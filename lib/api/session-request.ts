import type { z } from 'zod';
import type { Browser } from '@/lib/access/sign-in/sessions';
import type { ApiRequest } from '@/lib/http/api-message';
import { validate } from '@/lib/http/validate';
import { parseJson, readJsonBody } from './read-json';

const BODY_LIMIT_BYTES = 16_384;
const USER_AGENT_MAX = 512;

/** Where a session is, or is to be. */
export function browserOf({ ip, headers }: ApiRequest): Browser {
  const userAgent = headers['user-agent']?.slice(0, USER_AGENT_MAX);
  return { ip, userAgent, cookies: headers.cookie };
}

/** What a page of ours sends. Throws Problem. */
export async function sessionBody<Schema extends z.ZodType>(
  request: ApiRequest,
  schema: Schema,
  limitBytes = BODY_LIMIT_BYTES,
): Promise<z.output<Schema>> {
  const body = validate(schema, parseJson(await readJsonBody(request, limitBytes)));
  if (!body.ok) throw body.problem;
  return body.value;
}
