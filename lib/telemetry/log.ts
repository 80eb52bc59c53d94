import pino from 'pino';

export type Log = pino.Logger;

/**
 * What a log line shows of an error. Nothing else that hangs on it: pg adds the connection with all
 * that it holds, and details that quote what people sent.
 */
export function loggedError(error: unknown): Record<string, unknown> {
  const { type, message, stack, code, severity, failure } = pino.stdSerializers.err(error as Error);
  return { type, message, stack, code, severity, failure };
}

/** JSON lines on standard error. Requests are logged by id and path, never with their content. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      serializers: { err: loggedError },
      redact: ['*.authorization', '*.secret', '*.password', '*.connectionString'],
    },
    pino.destination(2),
  );
}
