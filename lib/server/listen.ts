import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Config } from '@/lib/config/environment';
import { StartError } from '@/lib/config/errors';
import { answerAtDoorTwo } from './door-two';
import type { Pages } from './pages';
import type { Runtime } from './runtime';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 65_000;
const SWEEP_MS = 50;

/** Serves the API at door two and everything else through Next. Throws StartError. */
export async function listen(config: Config, runtime: Runtime, pages: Pages): Promise<Server> {
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    (incoming, outgoing) => {
      answer(runtime, pages, incoming, outgoing).catch((error: unknown) => {
        runtime.log.error({ err: error, url: incoming.url }, 'a request could not be answered');
        outgoing.destroy();
      });
    },
  );
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(config, error)));
    server.listen(config.port, config.host, resolve);
  });
  return server;
}

async function answer(
  runtime: Runtime,
  pages: Pages,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  // While draining, a connection ends with the answer it is waiting for.
  if (!runtime.isReady()) outgoing.shouldKeepAlive = false;
  const url = incoming.url ?? '/';
  if (url === '/api' || url.startsWith('/api/') || url.startsWith('/api?')) {
    await answerAtDoorTwo(runtime, incoming, outgoing);
  } else if (url.startsWith('/_next/image')) {
    // The image optimizer serves nothing here and has been a way in.
    outgoing.writeHead(404).end();
  } else {
    await pages(incoming, outgoing);
  }
}

/** Takes no new connection, waits for the requests in flight, and cuts what is left at the limit. */
export async function drain(server: Server, timeoutMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection kept alive after its last answer would hold the drain up to its end.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

function listenError(config: Config, error: NodeJS.ErrnoException): Error {
  const where = `${config.host}:${config.port}`;
  if (error.code === 'EADDRINUSE') {
    return new StartError(`port ${where} is taken: stop what listens there, or set PORT`);
  }
  if (error.code === 'EACCES') {
    return new StartError(`may not listen on ${where}: set PORT to one above 1023`);
  }
  return new StartError(`cannot listen on ${where} (${error.message}): check HOST and PORT`);
}
