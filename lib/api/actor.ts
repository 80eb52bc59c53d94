import type { Actor } from '@/lib/access/actor';
import { personActor } from '@/lib/access/person-principal';
import type { Principal } from '@/lib/access/principal';
import { publicId } from '@/lib/http/uuid';

/** Who asks, an API key or a person, as the one who reads or changes something. */
export function actorOf({ clientId, merchantId, scopes, person }: Principal): Actor {
  if (person) return personActor(person, merchantId);
  // A key's role is its scopes.
  return { actor: publicId('key', clientId), actorRole: [...scopes].join(' ') };
}
