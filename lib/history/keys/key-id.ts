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
