import { parseGroupRoles } from '@/lib/access/oidc/roles-of-groups';
import type { OidcSettings } from '@/lib/access/oidc/single-sign-on';
import { ConfigurationError } from './errors';
import { type Environment, optional, text } from './variables';

const NEEDED = [
  'ONCEOVER_OIDC_CLIENT_ID',
  'ONCEOVER_OIDC_CLIENT_SECRET',
  'ONCEOVER_OIDC_ROLES',
] as const;

export const OIDC_VARIABLES = [
  'ONCEOVER_OIDC_ISSUER',
  ...NEEDED,
  'ONCEOVER_OIDC_NAME',
  'ONCEOVER_OIDC_SCOPE',
  'ONCEOVER_OIDC_GROUPS_CLAIM',
];

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Single sign-on: all that it needs, or none of it. Throws ConfigurationError. */
export function parseOidc(env: Environment): OidcSettings | null {
  const issuer = optional(env, 'ONCEOVER_OIDC_ISSUER', issuerUrl);
  const [clientId, clientSecret, roles] = [
    optional(env, 'ONCEOVER_OIDC_CLIENT_ID', text({ from: 1, to: 500 })),
    optional(env, 'ONCEOVER_OIDC_CLIENT_SECRET', text({ from: 1, to: 500 })),
    optional(env, 'ONCEOVER_OIDC_ROLES', groupRoles),
  ];
  const [name, scope, groupsClaim] = [
    optional(env, 'ONCEOVER_OIDC_NAME', text({ from: 1, to: 60 })),
    optional(env, 'ONCEOVER_OIDC_SCOPE', text({ from: 1, to: 500 })),
    optional(env, 'ONCEOVER_OIDC_GROUPS_CLAIM', text({ from: 1, to: 200 })),
  ];
  if (issuer === null) return withoutIssuer(env);
  if (clientId === null || clientSecret === null || roles === null) {
    const missing = NEEDED.find((each) => !env[each]);
    throw new ConfigurationError(`${missing} is required with ONCEOVER_OIDC_ISSUER: set it`);
  }
  return {
    issuer,
    clientId,
    clientSecret,
    roles,
    name: name ?? 'single sign-on',
    scope: scope ?? 'openid email profile',
    groupsClaim: groupsClaim ?? 'groups',
  };
}

/** What is set without an issuer would be a setting that silently does nothing. */
function withoutIssuer(env: Environment): null {
  const set = OIDC_VARIABLES.find((each) => env[each]);
  if (set === undefined) return null;
  throw new ConfigurationError(`${set} needs ONCEOVER_OIDC_ISSUER: set both or neither`);
}

/** Over http a token could be anybody's: only on this machine. */
function issuerUrl(raw: string) {
  const url = URL.canParse(raw) ? new URL(raw) : null;
  const safe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.includes(url.hostname));
  return safe && url.search === '' && url.hash === ''
    ? { value: raw }
    : { mustBe: 'the https address of an OpenID Connect issuer' };
}

function groupRoles(raw: string) {
  const value = parseGroupRoles(raw);
  return value ? { value } : { mustBe: 'a list such as "payments=engineer; audit=auditor@mer_…"' };
}
