import { ALL_MERCHANTS, type Grant, ROLES, type Role } from '../roles';

/** A group of the issuer and what its people may do here. */
export interface GroupRole extends Grant {
  readonly group: string;
}

/**
 * What groups give together: one role a merchant, the one that comes last in ROLES; a role at every
 * merchant hides none at one.
 */
export function grantsOfGroups(groups: readonly string[], mapping: readonly GroupRole[]): Grant[] {
  const roles = new Map<string, Role>();
  for (const { group, merchantId, role } of mapping) {
    if (!groups.includes(group)) continue;
    const before = roles.get(merchantId);
    if (!before || ROLES.indexOf(role) > ROLES.indexOf(before)) roles.set(merchantId, role);
  }
  return [...roles].map(([merchantId, role]) => ({ merchantId, role }));
}

/** The groups of a claim: a list of names, or one name. */
export function groupsOf(claim: unknown): string[] {
  const names: unknown[] = Array.isArray(claim) ? claim : [claim];
  return names.filter((name) => typeof name === 'string');
}

const ENTRY = /^(.+)=(\w+)(?:@mer_([0-9a-f]{32}))?$/;

/**
 * `payments=engineer; audit-2026=auditor@mer_…`: the group is all before the last equals sign, as in
 * `cn=audit,dc=example=auditor`. Undefined where it is not of this form.
 */
export function parseGroupRoles(text: string): GroupRole[] | undefined {
  const entries = text.split(';').map((entry) => ENTRY.exec(entry.trim()));
  const parsed = entries.flatMap((match) => {
    const role = ROLES.find((each) => each === match?.[2]);
    const group = match?.[1]?.trim();
    if (!role || !group) return [];
    return [{ group, role, merchantId: match?.[3] ? dashed(match[3]) : ALL_MERCHANTS }];
  });
  return parsed.length === entries.length ? parsed : undefined;
}

function dashed(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
