import { createHash } from 'node:crypto';

/** RFC 6962 §2.1 as it is written there, with nothing remembered. */
export function naiveRoot(leafHashes: readonly Buffer[]): Buffer {
  const [first] = leafHashes;
  if (first === undefined) return createHash('sha256').digest();
  if (leafHashes.length === 1) return first;
  const split = largestPowerOfTwoBelow(leafHashes.length);
  return createHash('sha256')
    .update(Buffer.of(1))
    .update(naiveRoot(leafHashes.slice(0, split)))
    .update(naiveRoot(leafHashes.slice(split)))
    .digest();
}

export function largestPowerOfTwoBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
