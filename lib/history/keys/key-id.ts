import { hash } from 'node:crypto';

/**
 * The id of a merchant's key: a UUIDv8 (RFC 9562 §5.8) made of the first half of SHA-256 over the
 * merchant's id, a line feed and the key. So it is known without a look-up and outlives a rebuild.
 */
export function keyId(merchantId: string, idempotencyKey: string): string {
  const hex = hash('sha256', `${merchantId}\n${idempotencyKey}`, 'hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The same in SQL, of a merchant's id and a key. */
export function keyIdSql(merchantId: string, idempotencyKey: string): string {
  const digest = `sha256(convert_to(${merchantId} || E'\\n' || ${idempotencyKey}, 'UTF8'))`;
  return `(SELECT encode(set_byte(set_byte(half, 6, get_byte(half, 6) & 15 | 128),
    8, get_byte(half, 8) & 63 | 128), 'hex')::uuid
    FROM (SELECT substr(${digest}, 1, 16) AS half) AS digest)`;
}
