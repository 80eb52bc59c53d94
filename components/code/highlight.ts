export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'word' | 'plain';
  readonly text: string;
}

export type Language = 'json' | 'sh' | 'http' | 'text';

/** What is coloured, by the name of its group; the rest is plain. */
const GRAMMARS: Readonly<Record<Language, RegExp | undefined>> = {
  json: /(?<name>"(?:[^"\\]|\\.)*"(?=\s*:))|(?<string>"(?:[^"\\]|\\.)*")|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(?<word>true|false|null)\b/g,
  sh: /(?<word>^curl\b|(?<=\s)-[A-Za-z]\b)|(?<name>"[^"\n]*"(?=: ))|(?<string>"[^"\n]*")|(?<number>(?<=": )-?\d+)/g,
  http: /(?<word>^HTTP\/.*$)|(?<name>^[A-Za-z-]+(?=:))/gm,
  text: undefined,
};

/** Splits text for colouring; the tokens' texts together are the text. */
export function highlight(text: string, language: Language): Token[] {
  const grammar = GRAMMARS[language];
  const tokens: Token[] = [];
  let end = 0;
  for (const match of grammar ? text.matchAll(grammar) : []) {
    if (match.index > end) tokens.push({ kind: 'plain', text: text.slice(end, match.index) });
    const [whole] = match;
    tokens.push({ kind: kindOf(match), text: whole });
    end = match.index + whole.length;
  }
  if (end < text.length) tokens.push({ kind: 'plain', text: text.slice(end) });
  return tokens;
}

function kindOf({ groups = {} }: RegExpExecArray): Token['kind'] {
  const found = Object.entries(groups).find(([, text]) => text !== undefined);
  return (found?.[0] ?? 'plain') as Token['kind'];
}
