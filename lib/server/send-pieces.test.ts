import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Pieces } from '@/lib/http/api-message';
import { sendPieces } from './send-pieces';

const PIECES = 60;
const PIECE_BYTES = 256 * 1024;

let answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
const server = createServer((incoming, outgoing) => answer(incoming, outgoing));
let opened: number;
let closed: number;

beforeEach(async () => {
  [opened, closed] = [0, 0];
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  await once(server.close(), 'close');
});

/** The pieces 0, 1, 2 … each all of its own number, in one memory. */
async function* numberedPieces(failAt = PIECES): Pieces {
  opened += 1;
  const piece = Buffer.alloc(PIECE_BYTES);
  try {
    for (let number = 0; number < PIECES; number += 1) {
      if (number === failAt) throw new Error('the file is gone');
      yield piece.fill(number);
    }
    piece.fill(255);
  } finally {
    closed += 1;
  }
}

function ask(requests = 1) {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(requests));
  return socket;
}

function send(incoming: IncomingMessage, outgoing: ServerResponse, failAt?: number) {
  outgoing.writeHead(200, { 'content-length': PIECES * PIECE_BYTES });
  return sendPieces(incoming.socket, outgoing, numberedPieces(failAt));
}

test('a client that reads slowly gets every piece as it was, though all are in one memory', async () => {
  answer = (incoming, outgoing) => void send(incoming, outgoing.setHeader('connection', 'close'));
  const socket = ask();
  const read: Buffer[] = [];
  for await (const bytes of socket) {
    read.push(bytes);
    if (read.length % 20 === 0) await pause(5);
  }
  const all = Buffer.concat(read);
  const body = all.subarray(all.indexOf('\r\n\r\n') + 4);
  expect(body.length).toBe(PIECES * PIECE_BYTES);
  const wrong = Array.from({ length: PIECES }, (_, number) => number).filter((number) => {
    const piece = body.subarray(number * PIECE_BYTES, (number + 1) * PIECE_BYTES);
    return !piece.every((byte) => byte === number);
  });
  expect(wrong).toEqual([]);
  expect([opened, closed]).toEqual([1, 1]);
});

test('a client that leaves ends the pieces', async () => {
  let sent: Promise<void> | undefined;
  answer = (incoming, outgoing) => {
    sent = send(incoming, outgoing);
  };
  const socket = ask();
  await once(socket, 'data');
  socket.pause();
  await pause(50);
  expect([opened, closed]).toEqual([1, 0]);
  socket.destroy();
  await vi.waitFor(() => expect(closed).toBe(1));
  await sent;
});

test('a client that leaves ends the pieces also of an answer that waits behind another', async () => {
  const sent: Promise<void>[] = [];
  answer = (incoming, outgoing) => sent.push(send(incoming, outgoing));
  const socket = ask(2);
  await once(socket, 'data');
  socket.pause();
  await vi.waitFor(() => expect(opened).toBe(2));
  socket.destroy();
  await vi.waitFor(() => expect(closed).toBe(2));
  await Promise.all(sent);
});

test('a client that leaves while a piece is read ends the pieces, whichever answer they are of', async () => {
  const sent: Promise<void>[] = [];
  async function* afterClose(incoming: IncomingMessage): Pieces {
    opened += 1;
    await once(incoming.socket, 'close');
    yield* numberedPieces();
  }
  answer = (incoming, outgoing) => {
    sent.push(sendPieces(incoming.socket, outgoing, afterClose(incoming)));
  };
  const socket = ask(2);
  await vi.waitFor(() => expect(opened).toBe(2));
  socket.destroy();
  await vi.waitFor(() => expect(closed).toBe(2));
  await Promise.all(sent);
});

test('pieces that fail cut the answer, and say why', async () => {
  const failed = new Promise((resolve) => {
    answer = (incoming, outgoing) => void send(incoming, outgoing, 7).catch(resolve);
  });
  const socket = ask();
  let bytes = 0;
  socket.on('data', (read) => {
    bytes += read.length;
  });
  await once(socket, 'close');
  expect(bytes).toBeLessThan(PIECES * PIECE_BYTES);
  expect(await failed).toEqual(new Error('the file is gone'));
  expect(closed).toBe(1);
});

test.each([
  ['fewer', PIECES + 1],
  ['more', PIECES - 1],
])('%s bytes than were announced cut the answer, and say so', async (_, announced) => {
  const failed = new Promise((resolve) => {
    answer = (incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-length': String(announced * PIECE_BYTES) });
      sendPieces(incoming.socket, outgoing, numberedPieces()).then(resolve, resolve);
    };
  });
  const socket = ask().resume();
  await once(socket, 'close');
  expect(await failed).toMatchObject({ code: 'ERR_HTTP_CONTENT_LENGTH_MISMATCH' });
  expect(closed).toBe(1);
});
