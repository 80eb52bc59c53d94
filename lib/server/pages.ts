import type { IncomingMessage, ServerResponse } from 'node:http';
import next from 'next';
import type { Config } from '@/lib/config/environment';

export type Pages = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

/** Next, built, for everything that is not the API. */
export async function loadPages(config: Config): Promise<Pages> {
  const app = next({ dev: false, hostname: config.host, port: config.port });
  await app.prepare();
  return app.getRequestHandler();
}
