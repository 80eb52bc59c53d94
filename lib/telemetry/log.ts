import pino from 'pino';

export type Log = pino.Logger;

/** JSON lines on standard error. Requests are logged by id and path, never with their content. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      redact: ['*.authorization', '*.secret', '*.password', '*.connectionString'],
    },
    pino.destination(2),
  );
}
