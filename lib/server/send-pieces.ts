import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Pieces } from '@/lib/http/api-message';

/**
 * Sends a body, and ends the answer. A client that leaves ends the pieces; pieces that fail, or are
 * not as long as was announced, cut the answer, so that it shows. Throws what they throw.
 */
export async function sendPieces(
  socket: Socket,
  outgoing: ServerResponse,
  pieces: Pieces,
): Promise<void> {
  outgoing.strictContentLength = true;
  try {
    for await (const piece of pieces) await written(socket, outgoing, piece);
    outgoing.end();
  } catch (error) {
    if (socket.destroyed) return;
    outgoing.destroy();
    throw error;
  }
}

/** The piece's memory is free again once the system has taken it. */
function written(socket: Socket, outgoing: ServerResponse, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(new Error('the client is gone'));
    // An answer that waits behind another on its connection does not hear that it closes.
    if (socket.destroyed) return leave();
    outgoing.write(piece, (error) => {
      socket.off('close', leave);
      if (error) reject(error);
      else resolve();
    });
    socket.once('close', leave);
  });
}
