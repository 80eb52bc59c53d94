import { describe, expect, test } from 'vitest';
import { expectProblem, newKey, payment } from './api';
import { doors, newMerchant } from './doors';
import { effectsOf, eventsOf, NOTHING } from './remains';

const text = JSON.stringify(payment({ description: 'x' }));
/** A payment with this in the place of its description. */
const described = (json: string) => text.replace('"x"', json);
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** trust.md §4.2, B5 to B10. */
const MALFORMED: readonly (readonly [string, string | Buffer])[] = [
  ['nothing', ''],
  ['white space', ' \r\n\t'],
  ['a truncated object', text.slice(0, -1)],
  ['a truncated string', text.slice(0, -3)],
  ['a trailing comma', text.replace('}', ',}')],
  ['a trailing comma in a list', described('[1,]')],
  ['two values', `${text}${text}`],
  ['text after the value', `${text} x`],
  ['a comment', text.replace('{', '{/* x */')],
  ['a line comment', `${text}// x`],
  ['single quotes', text.replaceAll('"', "'")],
  ['an unquoted member', text.replace('"amount"', 'amount')],
  ['NaN', described('NaN')],
  ['Infinity', described('-Infinity')],
  ['undefined', described('undefined')],
  ['a word in capitals', described('True')],
  ['a leading zero', described('01')],
  ['a plus sign', described('+1')],
  ['a number without its whole part', described('.5')],
  ['a number without its fraction', described('5.')],
  ['a hexadecimal number', described('0x10')],
  ['a number with an empty exponent', described('1e')],
  ['2^53 + 1', described('9007199254740993')],
  ['a number past a double', described('1e400')],
  ['a number below a double', described('1e-400')],
  ['a number that a double rounds', described('0.1000000000000000055511151231257827')],
  ['18 digits that a double rounds', described('123456789012345678')],
  ['a duplicate member', text.replace('{', '{"amount":1,')],
  ['a duplicate member with the same value', text.replace('{', '{"amount":1999,')],
  ['a duplicate member by an escape', text.replace('{', '{"\\u0061mount":1,')],
  ['a duplicate member further down', described('{"a":[{"b":1,"\\u0062":2}]}')],
  ['a duplicate __proto__', described('{"__proto__":1,"__proto__":2}')],
  ['a NUL by an escape', described('"a\\u0000b"')],
  ['a NUL in a member name', described('{"a\\u0000":1}')],
  ['a NUL byte in a string', described('"a\u0000b"')],
  ['a NUL byte outside', `${text}\u0000`],
  ['a control character in a string', described('"a\u0001b"')],
  ['a line end in a string', described('"a\nb"')],
  ['an unknown escape', described('"\\x41"')],
  ['a short escape', described('"\\u12"')],
  ['a lone high surrogate', described('"\\ud800"')],
  ['a lone low surrogate', described('"\\udc00 x"')],
  ['surrogates in the wrong order', described('"\\udc00\\ud800"')],
  ['a lone surrogate in a member name', described('{"\\ud800":1}')],
  [
    'invalid UTF-8',
    Buffer.concat([Buffer.from(`${text.slice(0, -2)}`), Buffer.from([0xff, 0x22, 0x7d])]),
  ],
  [
    'overlong UTF-8',
    Buffer.concat([Buffer.from(text.slice(0, -2)), Buffer.from([0xc0, 0xaf, 0x22, 0x7d])]),
  ],
  [
    'a surrogate in UTF-8',
    Buffer.concat([Buffer.from(text.slice(0, -2)), Buffer.from([0xed, 0xa0, 0x80, 0x22, 0x7d])]),
  ],
  ['a byte order mark', `\ufeff${text}`],
  ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['Latin-1', Buffer.from(described('"é"'), 'latin1')],
  ['nesting of 33', described(nested(32))],
  ['nesting of 10,000', nested(10_000)],
  ['unclosed nesting of 200,000', '['.repeat(200_000)],
];

describe.each(doors)('$name refuses as invalid-json, without an effect', (door) => {
  test.each(MALFORMED)('%s', async (_, body) => {
    const { api, uuid } = await newMerchant(door);
    const key = newKey();
    const startedAtMs = performance.now();
    const reply = await api.pay(Buffer.from(body), key);
    // What grows with the square of its length takes minutes.
    expect(performance.now() - startedAtMs).toBeLessThan(8000);
    expectProblem(reply, 'invalid-json');
    expect(reply.headers['idempotency-key']).toBe(key);
    expect(reply.text).not.toContain('cus_http');
    expect(await eventsOf(reply.requestId)).toMatchObject([
      { merchantId: uuid, outcome: 'invalid_json' },
    ]);
    expect(await effectsOf(uuid)).toEqual(NOTHING);
    expect((await api.pay(payment(), key)).status).toBe(201);
  });

  test('in any operation, and in changes that need no key', async () => {
    const { api } = await newMerchant(door);
    for (const path of ['/payments/batch', '/refunds', '/jobs']) {
      expectProblem(await api.keyed(path, '{"a":1,"a":2}'), 'invalid-json');
    }
    const put = await api.send('/policies/payments', { method: 'PUT', body: '{"reason":"a",}' });
    expectProblem(put, 'invalid-json');
  });
});

describe.each(doors)('$name takes', (door) => {
  test.each([
    ['0.1 and negative zero', '{"n":[0.1,-0.0,-0]}'],
    ['the largest whole number', '{"n":9007199254740991}'],
    ['the doubles at both ends', '{"n":[1.7976931348623157e308,5e-324]}'],
    ['nesting of 31 in a payload', nested(31)],
    ['surrogate pairs', '"\\ud83d\\udc5f 👟"'],
    ['names of prototypes', '{"__proto__":{"polluted":1},"constructor":{"prototype":1}}'],
  ])('%s as a job: kept as it came', async (_, payload) => {
    const { api, uuid } = await newMerchant(door);
    const body = `{"queue":"mail","payload":${payload}}`;
    const first = await api.keyed('/jobs', body, 'k');
    expect(first.status, first.text).toBe(202);
    expect((await api.keyed('/jobs', body, 'k')).text).toBe(first.text);
    expect(await effectsOf(uuid)).toMatchObject({ jobs: 1 });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
