/**
 * The checkpoint in what somebody kept: the note itself, the answer of /audit/checkpoint, or a file of
 * checkpoints, of which the last is taken. Line ends and spaces that pasting has changed are put right.
 */
export function noteIn(text: string): string {
  const lastLine = text.trim().split('\n').at(-1) ?? '';
  const note = (memberNote(text) ?? memberNote(lastLine) ?? text).replaceAll('\r\n', '\n').trim();
  return note === '' ? '' : `${note}\n`;
}

function memberNote(text: string): string | undefined {
  try {
    const answer: { readonly checkpoint?: unknown; readonly note?: unknown } = JSON.parse(text);
    const note = answer.note ?? answer.checkpoint;
    return typeof note === 'string' ? note : undefined;
  } catch {
    return undefined;
  }
}
