import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_CONTENT_TYPE } from '@/lib/http/problem';
import { publicId, uuidv7 } from '@/lib/http/uuid';

/** Far more than any client sends; Node's own bound drops what is past it without a word. */
const HEADERS_MAX = 200;

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const DETAILS: Readonly<Record<number, string>> = {
  400: 'This is no request of HTTP/1.1 that has one meaning only.',
  408: 'The request did not arrive in time.',
  413: 'The chunk extensions are too large.',
  431: `Send fewer and shorter headers: at most ${HEADERS_MAX}, 16 KiB together.`,
};

/** Answers what the parser refuses, with a `Request-Id` like everything else (contract §2). */
export function answerParserRefusals(server: Server): void {
  /** The answer that a connection is busy with, or was last. */
  const answers = new WeakMap<Socket, ServerResponse>();
  server.on('request', ({ socket }: IncomingMessage, outgoing: ServerResponse) => {
    answers.set(socket, outgoing);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const last = answers.get(socket);
    // Nothing may be written into the middle of an answer.
    const free = last === undefined || !last.headersSent || last.writableFinished;
    if (socket.writable && free) {
      const status = STATUS_BY_CODE[error.code ?? ''] ?? 400;
      const { headers, body } = refusal(status);
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
    }
    socket.destroy(error);
  });
}

/** The status that a request is refused with whatever it asks for; undefined for all others. */
export function transportFault({
  rawHeaders,
  headers,
  httpVersion,
}: IncomingMessage): number | undefined {
  if (rawHeaders.length / 2 > HEADERS_MAX) return 431;
  // RFC 9112 §3.2.
  return headers.host === undefined && httpVersion === '1.1' ? 400 : undefined;
}

export function refuseTransport(outgoing: ServerResponse, status: number): void {
  const { headers, body } = refusal(status);
  outgoing.writeHead(status, headers).end(body);
}

/** No slug of ours: the request never came as far as the API (RFC 9457 §4.2.1). */
function refusal(status: number) {
  const instance = publicId('req', uuidv7());
  const title = STATUS_CODES[status];
  const detail = DETAILS[status];
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, instance });
  const headers = {
    'content-type': PROBLEM_CONTENT_TYPE,
    'cache-control': 'no-store',
    'request-id': instance,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  return { headers, body };
}
