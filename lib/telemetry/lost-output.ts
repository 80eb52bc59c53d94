/**
 * Who reads what we say may end before us: what is said then is lost, and payments go on. Next logs
 * every unhandled error, this one too, to the same pipe, and would do nothing else any more.
 */
export function surviveLostOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
