export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
/** Without a prototype, so that `__proto__` and `constructor` are members like any other. */
export type JsonObject = { [member: string]: JsonValue };

/** Why a text is not unambiguous JSON; says where, never what stands there. */
export class InvalidJsonError extends Error {
  /** In characters. */
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(`${reason} at character ${offset}`);
    this.name = 'InvalidJsonError';
    this.offset = offset;
  }
}

const DEPTH_MAX = 32;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** So many digits always survive the way into a normal double and back (C's DBL_DIG). */
const SAFE_DIGITS = 15;
/** Doubles grow coarse below 2.2e-308. */
const NORMAL_MIN = 1e-307;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Parses JSON that means the same to everybody: no duplicate members, no number that a double
 * cannot hold, no NUL, no lone surrogate, valid UTF-8 without a mark, at most 32 levels deep.
 * Linear in the length of the text. Throws InvalidJsonError.
 */
export function parseStrictJson(bytes: Uint8Array): JsonValue {
  return new Parser(decode(bytes)).parse();
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new InvalidJsonError('invalid UTF-8', 0);
  }
}

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): JsonValue {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail('unexpected text after the value');
    return value;
  }

  #value(): JsonValue {
    this.#skipSpace();
    switch (this.#text.charCodeAt(this.#at)) {
      case 0x7b:
        return this.#object();
      case 0x5b:
        return this.#array();
      case QUOTE:
        return this.#string();
      case 0x74:
        return this.#word('true', true);
      case 0x66:
        return this.#word('false', false);
      case 0x6e:
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #object(): JsonObject {
    this.#enter();
    const object: JsonObject = Object.create(null);
    if (this.#next('}')) return this.#leave(object);
    do {
      this.#skipSpace();
      const start = this.#at;
      const member = this.#string();
      // No JSON value is undefined, and a null prototype lends no member.
      if (object[member] !== undefined) this.#fail('a duplicate member', start);
      this.#expect(':');
      object[member] = this.#value();
    } while (this.#next(','));
    this.#expect('}');
    return this.#leave(object);
  }

  #array(): JsonValue[] {
    this.#enter();
    const array: JsonValue[] = [];
    if (this.#next(']')) return this.#leave(array);
    do array.push(this.#value());
    while (this.#next(','));
    this.#expect(']');
    return this.#leave(array);
  }

  #enter(): void {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) this.#fail(`more than ${DEPTH_MAX} levels`);
    this.#at += 1;
  }

  #leave<Value>(value: Value): Value {
    this.#depth -= 1;
    return value;
  }

  #string(): string {
    const text = this.#text;
    if (text.charCodeAt(this.#at) !== QUOTE) this.#fail('a string is missing');
    let from = this.#at + 1;
    let at = from;
    let done = '';
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.#at = at + 1;
        return done + text.slice(from, at);
      }
      if (code === BACKSLASH) {
        done += text.slice(from, at);
        this.#at = at + 1;
        done += this.#escape();
        from = this.#at;
        at = from;
      } else if (code >= 0x20) {
        at += 1;
      } else {
        // Also the end of the text, whose code is NaN.
        this.#fail(at < text.length ? 'a control character' : 'an unfinished string', at);
      }
    }
  }

  #escape(): string {
    const start = this.#at - 1;
    const letter = this.#text.charAt(this.#at);
    this.#at += 1;
    if (letter !== 'u') return ESCAPES[letter] ?? this.#fail('an unknown escape', start);
    const unit = this.#hex(start);
    if (unit === 0) this.#fail('a NUL character', start);
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    const pairs = unit < 0xdc00 && this.#text.startsWith('\\u', this.#at);
    if (!pairs) this.#fail('a lone surrogate', start);
    this.#at += 2;
    const low = this.#hex(start);
    if (low < 0xdc00 || low > 0xdfff) this.#fail('a lone surrogate', start);
    return String.fromCharCode(unit, low);
  }

  #hex(start: number): number {
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail('a bad \\u escape', start);
    this.#at += 4;
    return Number.parseInt(digits, 16);
  }

  #number(): number {
    const short = this.#shortWholeNumber();
    if (short !== undefined) return short;
    NUMBER.lastIndex = this.#at;
    const token = NUMBER.exec(this.#text)?.[0];
    if (token === undefined) {
      return this.#fail(this.#at < this.#text.length ? 'an unexpected character' : 'an early end');
    }
    const value = Number(token);
    if (!isExact(token, value)) this.#fail('a number that loses precision');
    this.#at += token.length;
    return value;
  }

  /** Amounts, mostly: exact without a second look. Anything else is left unread. */
  #shortWholeNumber(): number | undefined {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    let value = 0;
    let code = text.charCodeAt(at);
    for (; code >= 0x30 && code <= 0x39; code = text.charCodeAt(at)) {
      value = value * 10 + (code - 0x30);
      at += 1;
    }
    const digits = at - start;
    const goesOn = code === 0x2e || code === 0x45 || code === 0x65;
    const zeroLed = digits > 1 && text.charCodeAt(start) === 0x30;
    if (digits === 0 || digits > SAFE_DIGITS || goesOn || zeroLed) return undefined;
    this.#at = at;
    return value;
  }

  #word<Value>(word: string, value: Value): Value {
    if (!this.#text.startsWith(word, this.#at)) this.#fail('an unexpected character');
    this.#at += word.length;
    return value;
  }

  #next(mark: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #expect(mark: string): void {
    if (!this.#next(mark)) this.#fail(`"${mark}" is missing`);
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #fail(reason: string, offset: number = this.#at): never {
    throw new InvalidJsonError(reason, offset);
  }
}

/** True where the token's decimal value is that of the double's shortest form. */
function isExact(token: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (token.length <= SAFE_DIGITS && Math.abs(value) >= NORMAL_MIN) return true;
  return decimalOf(token) === decimalOf(String(value));
}

/** One spelling for each decimal value: its digits without zeros around them, and the exponent. */
function decimalOf(token: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = withoutTrailingZeros(digits);
  if (significant === '') return '0';
  const shift = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign}${significant}e${shift}`;
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 0x30) end -= 1;
  return digits.slice(0, end);
}
