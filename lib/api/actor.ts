import type { Actor } from '@/lib/access/actor';
import type { Principal } from '@/lib/access/principal';
import { publicId } from '@/lib/http/uuid';

/** An API key as the one who changes something. */
export function apiKeyActor({ clientId }: Principal): Actor {
  return { actor: publicId('key', clientId), actorRole: 'api_key' };
}
