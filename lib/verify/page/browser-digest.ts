import type { Digest, DigestStream } from '../digest';
import { Sha256 } from './sha256';

const encoder = new TextEncoder();

/** The page's own SHA-256 (WebCrypto's answers too slowly for millions of short texts), its Ed25519. */
export const browserDigest: Digest = {
  hex: (data) => new Sha256().update(typeof data === 'string' ? encoder.encode(data) : data).hex(),
  base64url: (text) => base64url(new Sha256().update(encoder.encode(text)).bytes()),
  bytes: (data) => new Sha256().update(data).bytes(),
  stream(): DigestStream {
    const digest = new Sha256();
    return {
      update: (data) => {
        digest.update(data);
      },
      hex: () => digest.hex(),
    };
  },
  async verifyEd25519(publicKey, message, signature) {
    const key = await crypto.subtle.importKey('raw', plain(publicKey), 'Ed25519', false, [
      'verify',
    ]);
    return crypto.subtle.verify('Ed25519', key, plain(signature), plain(message));
  },
};

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace('=', '');
}

/** A copy that no other thread can change, as WebCrypto wants it. */
function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
