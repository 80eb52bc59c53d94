import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import next from 'next';
import type { Config } from '@/lib/config/environment';

export type Pages = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

/** Next, built, for everything that is not the API. */
export async function loadPages(config: Config): Promise<Pages> {
  // Next listens for upgrades at the server it is given, and drops them. Ours must not have that
  // listener: an upgrade that is not wanted is a plain request (RFC 9110 §7.8), as Java sends them.
  const httpServer = createServer();
  const app = next({ dev: false, hostname: config.host, port: config.port, httpServer });
  await app.prepare();
  return app.getRequestHandler();
}
