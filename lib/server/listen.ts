import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Config } from '@/lib/config/environment';
import { StartError } from '@/lib/config/errors';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import { answerAtDoorTwo } from './door-two';
import type { Pages } from './pages';
import type { Runtime } from './runtime';
import { answerParserRefusals, refuseTransport, transportFault } from './transport-refusals';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 65_000;
/** How often the two time-outs above are looked at. */
const CHECK_MS = 5_000;
const SWEEP_MS = 50;

/** Serves the API at door two and everything else through Next. Throws StartError. */
export async function listen(config: Config, runtime: Runtime, pages: Pages): Promise<Server> {
  const server = createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECK_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Looked at by us, so that the answer has a Request-Id.
    requireHostHeader: false,
  });
  // None is dropped unseen: a second key among them must be noticed.
  server.maxHeadersCount = 0;
  answerParserRefusals(server);
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    answer(runtime, pages, incoming, outgoing).catch((error: unknown) => {
      runtime.log.error({ err: error, url: incoming.url }, 'a request could not be answered');
      outgoing.destroy();
    });
  };
  server.on('request', onRequest);
  // An expectation that we do not know is passed over (RFC 9110 §10.1.1 leaves that open).
  server.on('checkExpectation', onRequest);
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
  const fault = transportFault(incoming);
  if (fault !== undefined) {
    refuseTransport(outgoing, fault);
    return;
  }
  const url = withoutOrigin(incoming.url ?? '/');
  incoming.url = url;
  // What is no path ("*") is none of the pages either.
  if (/^\/api(?:[/?]|$)|^[^/]/.test(url)) {
    await answerAtDoorTwo(runtime, incoming, outgoing);
    return;
  }
  outgoing.setHeader('request-id', publicId('req', uuidv7()));
  if (url.startsWith('/_next/image')) {
    // The image optimizer serves nothing here and has been a way in.
    outgoing.writeHead(404).end();
  } else {
    await pages(incoming, outgoing);
  }
}

/** A proxy's way of asking, which every server takes (RFC 9112 §3.2.2). */
function withoutOrigin(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '');
  return path === target || path.startsWith('/') ? path : `/${path}`;
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
