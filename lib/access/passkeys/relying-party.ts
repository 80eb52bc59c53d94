import type { Pool } from '@/lib/database/connection';

/** Who passkeys are for: the public URL, which browsers hold them to. */
export interface RelyingParty {
  readonly workPool: Pool;
  readonly publicUrl: string;
  /** Of the instance. */
  readonly secret: string;
}

/** WebAuthn §5.1.2: the domain, without port. */
export function domainOf({ publicUrl }: Pick<RelyingParty, 'publicUrl'>): string {
  return new URL(publicUrl).hostname;
}

/** An ArrayBuffer of its own, as the library's types want it. */
export function plainBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
