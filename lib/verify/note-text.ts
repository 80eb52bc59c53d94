/**
 * The checkpoint in what somebody kept: the note itself, the answer of /audit/checkpoint, a line of a
 * checkpoint file. Line ends and spaces that pasting has changed are put right.
 */
export function noteIn(text: string): string {
  const note = (memberNote(text) ?? text).replaceAll('\r\n', '\n').trim();
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
