import type { Scope } from './principal';

/** What people may do, contract §3. */
export const ROLES = ['viewer', 'engineer', 'auditor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** In a grant: every merchant there is, later ones too. */
export const ALL_MERCHANTS = '00000000-0000-0000-0000-000000000000';

export interface Grant {
  /** UUID, or ALL_MERCHANTS. */
  readonly merchantId: string;
  readonly role: Role;
}

const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: ['read'],
  engineer: ['read', 'payloads', 'notes', 'annotate'],
  auditor: ['read', 'export', 'reveal', 'sign_off', 'notes'],
  admin: ['read', 'export', 'admin', 'payloads', 'sign_off', 'notes'],
};

/** Merchants and people belong to the whole instance: only an admin of all of it manages them. */
const SCOPES_EVERYWHERE: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: [],
  engineer: [],
  auditor: [],
  admin: ['operator', 'people'],
};

/** The roles that hold anywhere. */
export function rolesHeld(grants: readonly Grant[]): Role[] {
  return ROLES.filter((role) => grants.some((grant) => grant.role === role));
}

/** The roles that hold at a merchant. */
export function rolesAt(grants: readonly Grant[], merchantId: string): Role[] {
  return rolesHeld(grants.filter((grant) => covers(grant, merchantId)));
}

/** All that the roles at a merchant allow together; nobody's people may `ingest`. */
export function scopesAt(grants: readonly Grant[], merchantId: string): Set<Scope> {
  const scopes = rolesAt(grants, merchantId).flatMap((role) => SCOPES_OF[role]);
  const everywhere = rolesAt(grants, ALL_MERCHANTS).flatMap((role) => SCOPES_EVERYWHERE[role]);
  return new Set([...scopes, ...everywhere]);
}

function covers(grant: Grant, merchantId: string): boolean {
  return grant.merchantId === ALL_MERCHANTS || grant.merchantId === merchantId;
}
