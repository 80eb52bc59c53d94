import { Problem, truncatedBody } from '@/lib/http/problem';

/**
 * Reads a body as it arrives. Throws the problem `payload-too-large` as soon as it is known to have
 * more than `limitBytes`, and leaves the rest unread: cancelling would cut the connection before the
 * problem is sent.
 */
export async function readLimited(
  body: ReadableStream<Uint8Array> | null,
  contentLength: string | undefined,
  limitBytes: number,
): Promise<Uint8Array> {
  if (Number(contentLength ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = body?.getReader();
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      bytes += part.value.byteLength;
      if (bytes > limitBytes) throw tooLarge(limitBytes);
      chunks.push(part.value);
    }
  } catch (error) {
    throw error instanceof Problem ? error : truncatedBody(error);
  } finally {
    reader?.releaseLock();
  }
  return Buffer.concat(chunks, bytes);
}

function tooLarge(limitBytes: number): Problem {
  return new Problem('payload-too-large', `The body may have at most ${limitBytes} bytes.`);
}
