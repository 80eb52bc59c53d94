export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'word' | 'plain';
  readonly text: string;
}

const TOKEN =
  /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** Splits JSON text for colouring; the tokens' texts together are the text. */
export function highlightJson(text: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, colon, number] = match;
    if (match.index > end) tokens.push({ kind: 'plain', text: text.slice(end, match.index) });
    if (string !== undefined) {
      tokens.push({ kind: colon === undefined ? 'string' : 'name', text: string });
      if (colon !== undefined) tokens.push({ kind: 'plain', text: colon });
    } else {
      tokens.push({ kind: number === undefined ? 'word' : 'number', text: whole });
    }
    end = match.index + whole.length;
  }
  if (end < text.length) tokens.push({ kind: 'plain', text: text.slice(end) });
  return tokens;
}
