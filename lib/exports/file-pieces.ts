import { open } from 'node:fs/promises';
import type { Pieces } from '@/lib/http/api-message';

const PIECE_BYTES = 256 * 1024;

/**
 * A file's bytes, all read into the same memory: a large file leaves no garbage behind. It is opened
 * when the first piece is asked for.
 */
export async function* filePieces(file: string): Pieces {
  const handle = await open(file);
  try {
    const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, null);
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
