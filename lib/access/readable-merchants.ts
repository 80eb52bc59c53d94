import { uuidOf } from '@/lib/http/uuid';
import type { Principal } from './principal';
import type { Sessions } from './sign-in/sessions';

/** The merchants (UUIDs) that whoever asks may see: an API key its own. Throws DatabaseError. */
export async function readableMerchants(
  sessions: Sessions,
  { person, merchantId }: Principal,
): Promise<string[]> {
  if (!person) return [merchantId];
  const merchants = await sessions.merchantsOf(person);
  return merchants.flatMap(({ id }) => uuidOf('mer', id) ?? []);
}
