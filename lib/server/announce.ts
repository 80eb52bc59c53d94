/** Says on standard output what the start is doing, with the seconds since the process began. */
export function announce(step: string): void {
  const seconds = process.uptime().toFixed(1).padStart(5);
  process.stdout.write(`onceover ${seconds} s  ${step}\n`);
}
