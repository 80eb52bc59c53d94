import type { IncomingMessage, ServerResponse } from 'node:http';
import { dispatch } from '@/lib/api/dispatch';
import { type ApiRequest, type ApiResponse, isPieces } from '@/lib/http/api-message';
import { Problem, truncatedBody } from '@/lib/http/problem';
import { uuidv7 } from '@/lib/http/uuid';
import { clientAddress } from './client-address';
import { endAfterBody } from './end-after-body';
import type { Runtime } from './runtime';
import { sendPieces } from './send-pieces';

/** Answers a request below /api from node:http, past Next. */
export async function answerAtDoorTwo(
  runtime: Runtime,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const response = await dispatch(runtime, apiRequest(runtime, incoming));
  if (outgoing.destroyed) {
    response.onUndelivered?.();
    return;
  }
  if (response.onUndelivered) watchDelivery(outgoing, response.onUndelivered);
  // While draining, a connection ends with the answer that it waited for.
  if (!runtime.isReady()) response.headers.connection = 'close';
  write(runtime, incoming, outgoing, response);
}

function apiRequest(runtime: Runtime, incoming: IncomingMessage): ApiRequest {
  const url = incoming.url ?? '/';
  const queryStart = url.indexOf('?');
  const headers = incoming.headers as Record<string, string | undefined>;
  return {
    requestId: uuidv7(),
    receivedAtMs: performance.now(),
    method: incoming.method ?? 'GET',
    path: queryStart < 0 ? url : url.slice(0, queryStart),
    query: queryStart < 0 ? '' : url.slice(queryStart + 1),
    headers,
    ip: clientAddress(
      incoming.socket.remoteAddress ?? '',
      headers['x-forwarded-for'],
      runtime.config.trustedProxies,
    ),
    readBody: (limitBytes) => readBody(incoming, limitBytes),
  };
}

function readBody(incoming: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  if (Number(incoming.headers['content-length'] ?? 0) > limitBytes) {
    return Promise.reject(tooLarge(limitBytes));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= limitBytes) return;
      incoming.off('data', onData).pause();
      reject(tooLarge(limitBytes));
    };
    incoming.on('data', onData);
    incoming.on('end', () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only ? only : Buffer.concat(chunks, bytes));
    });
    incoming.on('error', (error) => reject(truncatedBody(error)));
    incoming.on('close', () => {
      if (!incoming.complete) reject(truncatedBody());
    });
  });
}

function tooLarge(limitBytes: number): Problem {
  return new Problem('payload-too-large', `The body may have at most ${limitBytes} bytes.`);
}

function watchDelivery(outgoing: ServerResponse, onUndelivered: () => void): void {
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) onUndelivered();
  });
}

function write(
  runtime: Runtime,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  response: ApiResponse,
): void {
  const { status, headers, body } = response;
  if (response.cookies) outgoing.setHeader('set-cookie', response.cookies);
  if (isPieces(body)) {
    outgoing.writeHead(status, headers);
    if (incoming.method === 'HEAD') {
      outgoing.end();
      return;
    }
    sendPieces(incoming.socket, outgoing, body).catch((error: unknown) => {
      runtime.log.error({ err: error }, 'an answer was cut: what it sends could not be read');
    });
    return;
  }
  if (body !== null) headers['content-length'] = String(Buffer.byteLength(body));
  const content = incoming.method === 'HEAD' || body === null ? undefined : body;
  if (incoming.complete) {
    outgoing.writeHead(status, headers).end(content);
    return;
  }
  // What is left of a body that was not read would be taken for the next request.
  headers.connection = 'close';
  outgoing.writeHead(status, headers);
  endAfterBody(incoming, outgoing, content);
}
