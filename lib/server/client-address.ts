/**
 * The caller's address: the socket's, or, behind `hops` trusted proxies, the one that the
 * outermost of them saw. What stands left of it in X-Forwarded-For is only claimed.
 */
export function clientAddress(
  socketAddress: string,
  forwardedFor: string | undefined,
  hops: number,
): string {
  const plain = (address: string) => address.trim().replace(/^::ffff:/, '');
  if (hops === 0 || forwardedFor === undefined) return plain(socketAddress);
  const addresses = forwardedFor.split(',').map(plain);
  return addresses[Math.max(0, addresses.length - hops)] || plain(socketAddress);
}
