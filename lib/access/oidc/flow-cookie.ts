import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** How long a person may take at the issuer. */
const LIVES_SECONDS = 10 * 60;

const flowSchema = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  /** PKCE, RFC 7636. */
  verifier: z.string(),
  /** Where to go afterwards. */
  next: z.string(),
  endsAtMs: z.number(),
});
export type Flow = z.output<typeof flowSchema>;

/** What this browser's sign-in at the issuer began with; nobody else's browser can end it. */
export function flowCookie(
  { name, secure }: { readonly name: string; readonly secure: boolean },
  secret: string,
  flow: Omit<Flow, 'endsAtMs'>,
  nowMs: number,
): string {
  const whole: Flow = { ...flow, endsAtMs: nowMs + LIVES_SECONDS * 1000 };
  const content = Buffer.from(JSON.stringify(whole)).toString('base64url');
  return attributes(name, `${content}.${macOf(secret, content)}`, LIVES_SECONDS, secure);
}

export function endedFlowCookie({ name, secure }: { name: string; secure: boolean }): string {
  return attributes(name, '', 0, secure);
}

/** Undefined where it is not ours or too old. */
export function flowOf(
  cookie: string | undefined,
  secret: string,
  nowMs: number,
): Flow | undefined {
  const [content = '', mac = ''] = cookie?.split('.') ?? [];
  const expected = Buffer.from(macOf(secret, content));
  const sent = Buffer.from(mac);
  if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) return undefined;
  const flow = flowSchema.safeParse(JSON.parse(Buffer.from(content, 'base64url').toString()));
  return flow.success && flow.data.endsAtMs >= nowMs ? flow.data : undefined;
}

function macOf(secret: string, content: string): string {
  return createHmac('sha256', secret).update(`oidc flow\n${content}`).digest('base64url');
}

/** Lax: the issuer's page leads back here, from another site. */
function attributes(name: string, value: string, seconds: number, secure: boolean): string {
  const end = secure ? '; Secure' : '';
  return `${name}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax${end}`;
}
