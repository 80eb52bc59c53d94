import type { Actor } from '@/lib/access/actor';
import type { Principal } from '@/lib/access/principal';
import { publicId } from '@/lib/http/uuid';

/** An API key as the one who reads or changes something; its role is its scopes. */
export function apiKeyActor({ clientId, scopes }: Principal): Actor {
  return { actor: publicId('key', clientId), actorRole: [...scopes].join(' ') };
}
