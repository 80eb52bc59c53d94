import { personPrincipal } from '@/lib/access/person-principal';
import type { Principal } from '@/lib/access/principal';
import { refuseCrossSite } from '@/lib/access/sign-in/same-origin';
import type { Visit } from '@/lib/access/sign-in/sessions';
import type { ApiRequest } from '@/lib/http/api-message';
import { Problem } from '@/lib/http/problem';
import type { Runtime } from '@/lib/server/runtime';
import type { Route } from './route';

/** Finds whoever is signed in, at a merchant by its public id, or at their first one. */
export type FindVisit = (merchant: string | undefined) => Promise<Visit | undefined>;

/**
 * Who asks: the API key of the header `Authorization`, or else whoever is signed in, at the merchant
 * that `?merchant=` names. Throws the problems `unauthenticated` and `forbidden`, and DatabaseError.
 */
export async function authenticate(
  runtime: Runtime,
  request: ApiRequest,
  findVisit: FindVisit = (merchant) => runtime.sessions.find(request.headers.cookie, merchant),
): Promise<Principal> {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined || cookie === undefined) {
    return await runtime.access.authenticate(authorization);
  }
  const merchant = new URLSearchParams(request.query).get('merchant') ?? undefined;
  const visit = await findVisit(merchant);
  if (!visit) {
    // Without "Basic", for which a browser would open a dialog of its own.
    throw new Problem('unauthenticated', 'Sign in at /sign-in, or send an API key.', {
      headers: { 'www-authenticate': 'Bearer realm="Onceover"' },
    });
  }
  refuseCrossSite(request, runtime.config.publicUrl);
  if (visit.merchantId === undefined) {
    throw new Problem('forbidden', 'You may see no merchant with this id.');
  }
  return personPrincipal(visit.person, visit.merchantId);
}

/** Throws the problem `forbidden`. */
export function requireScope({ scopes }: Route, principal: Principal): void {
  if (scopes.some((scope) => principal.scopes.has(scope))) return;
  throw new Problem(
    'forbidden',
    principal.person
      ? 'Your role at this merchant does not include this.'
      : `This needs an API key with the scope "${scopes.join('" or "')}".`,
  );
}
