import type { IncomingMessage, ServerResponse } from 'node:http';

const IDLE_MS = 1_000;
const CUT_MS = 10_000;

/**
 * Sends an answer whose request is still on its way, and takes in the rest of it unread before the
 * connection closes: a client that is cut off while it sends never reads its answer (RFC 9112 §9.6).
 * One that stops sending, or does not come to its end, is not waited for.
 */
export function endAfterBody(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  content: string | Uint8Array | undefined,
): void {
  if (content === undefined) outgoing.flushHeaders();
  else outgoing.write(content);
  const end = () => {
    clearTimeout(idle);
    clearTimeout(cut);
    outgoing.end();
  };
  const idle = setTimeout(end, IDLE_MS);
  const cut = setTimeout(end, CUT_MS);
  incoming.on('data', () => idle.refresh());
  incoming.once('end', end).once('close', end).on('error', end);
  incoming.resume();
}
