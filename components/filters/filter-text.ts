/** What a list can be filtered by, as its API names it. */
export interface FilterField {
  readonly name: string;
  readonly label: string;
  /** All values there are; any text without them. */
  readonly choices?: readonly string[];
}

/** A filter: each field at most once, as in the address and in the API. */
export type Filter = Readonly<Record<string, string>>;

type Parsed =
  | { readonly ok: true; readonly filter: Filter }
  /** What cannot be understood; nothing is ever left out silently. */
  | { readonly ok: false; readonly error: string };

const TERM = /\s*(?:([A-Za-z0-9_[\]]+):)?("(?:[^"\\]|\\.)*"|[^\s"]+)(?=\s|$)/y;

/**
 * Reads `state:completed customer_reference:"cus 1"`; a word without a name is a value of `bareField`.
 */
export function parseFilterText(
  text: string,
  fields: readonly FilterField[],
  bareField: string,
): Parsed {
  const filter: Record<string, string> = {};
  TERM.lastIndex = 0;
  while (text.slice(TERM.lastIndex).trim() !== '') {
    const at = TERM.lastIndex;
    const match = TERM.exec(text);
    if (!match) return refused(`Cannot read “${text.slice(at).trim()}”: is a quote missing?`);
    const [, named, raw = ''] = match;
    if (named === undefined && /^\w+:$/.test(raw)) return refused(`“${raw}” needs a value.`);
    const field = fieldOf(fields, named ?? bareField);
    if (!field) return refused(`There is no field “${named}”.`);
    const value = unquote(raw);
    if (field in filter) return refused(`“${field}” is there twice.`);
    const choices = fields.find(({ name }) => name === field)?.choices;
    if (choices && !choices.includes(value)) {
      return refused(`“${field}” is one of ${choices.join(', ')}.`);
    }
    filter[field] = value;
  }
  return { ok: true, filter };
}

/** The text that reads as this filter. */
export function formatFilter(filter: Filter): string {
  return Object.entries(filter)
    .map(([name, value]) => `${name}:${quoted(value)}`)
    .join(' ');
}

function fieldOf(fields: readonly FilterField[], name: string): string | undefined {
  if (/^metadata\[[^\]]+\]$/.test(name)) return name;
  return fields.find((field) => field.name === name)?.name;
}

function quoted(value: string): string {
  return /^[^\s":]+$/.test(value) ? value : JSON.stringify(value);
}

function unquote(raw: string): string {
  if (!raw.startsWith('"')) return raw;
  try {
    return String(JSON.parse(raw));
  } catch {
    return raw.slice(1, -1);
  }
}

function refused(error: string): Parsed {
  return { ok: false, error };
}
