const startedAtMs = performance.now();

/** Says on standard output what the start is doing, with the seconds since it began. */
export function announce(step: string): void {
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1).padStart(5);
  process.stdout.write(`onceover ${seconds} s  ${step}\n`);
}
