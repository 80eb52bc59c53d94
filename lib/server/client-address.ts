/**
 * The caller's address: the socket's, or, behind `hops` trusted proxies, the one that the
 * outermost of them saw. What stands left of it in X-Forwarded-For is only claimed.
 */
export function clientAddress(
  socketAddress: string,
  forwardedFor: string | undefined,
  hops: number,
): string {
  if (hops === 0 || forwardedFor === undefined) return plain(socketAddress);
  const addresses = forwardedFor.split(',').map(plain);
  return addresses[Math.max(0, addresses.length - hops)] || plain(socketAddress);
}

/** Of an IPv4 address within IPv6 only the former. */
function plain(address: string): string {
  const trimmed = address.trim();
  return trimmed.startsWith('::ffff:') ? trimmed.slice('::ffff:'.length) : trimmed;
}
