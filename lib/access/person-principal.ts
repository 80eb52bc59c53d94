import type { Actor } from './actor';
import type { Person } from './person';
import type { Principal } from './principal';
import { rolesAt, rolesHeld, scopesAt } from './roles';

/** A person at one merchant, as handlers see whoever asks. */
export function personPrincipal(person: Person, merchantId: string): Principal {
  return {
    merchantId,
    clientId: person.personId,
    name: person.name,
    scopes: scopesAt(person.grants, merchantId),
    person,
  };
}

/** A person as the one who does something: at one merchant, or with all roles there are. */
export function personActor(
  { email, grants }: Pick<Person, 'email' | 'grants'>,
  merchantId?: string,
): Actor {
  const roles = merchantId === undefined ? rolesHeld(grants) : rolesAt(grants, merchantId);
  return { actor: email, actorRole: roles.join(' ') };
}
