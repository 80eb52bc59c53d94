import type { AsOf } from './job';

/** What exports need of the log besides its records. */
export interface SealedLog {
  /** A checkpoint of all that is sealed by now. Throws the problem `unavailable` where none comes. */
  checkpoint(merchantId: string): Promise<AsOf>;
  /** Of leaves `first` to `last` (from 0) in the tree of `size` leaves, base64. */
  rangeProof(merchantId: string, first: number, last: number, size: number): Promise<string[]>;
  /** The key in force, under the name that it has for this merchant's log. */
  signer(merchantId: string): Promise<ManifestSigner>;
  /** The verifier key that signed this note of the merchant's log. */
  signerOf(merchantId: string, note: string): Promise<string>;
}

interface ManifestSigner {
  /** C2SP signed-note. */
  readonly verifierKey: string;
  sign(message: Buffer): Buffer;
}
