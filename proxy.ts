import { type NextRequest, NextResponse } from 'next/server';
import { contentSecurityPolicy } from '@/lib/http/security-headers';

/** The path that was asked for, from which sign-in comes back (lib/access/require-person.ts). */
const PATH_HEADER = 'x-onceover-path';

/**
 * Gives each page its nonce and tells it its own address. It guards nothing: every page and every
 * data route finds out by itself who is asking.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, searchParams } = request.nextUrl;
  const nonce = crypto.randomUUID();
  const policy = contentSecurityPolicy(pathname, nonce);
  const headers = new Headers(request.headers);
  searchParams.delete('_rsc');
  headers.set('content-security-policy', policy);
  headers.set('x-nonce', nonce);
  headers.set(PATH_HEADER, searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

export const config = { matcher: '/((?!api/|api$|_next/static|icon.svg).*)' };
