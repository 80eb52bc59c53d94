import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideVerdict } from './verdict';

const fingerprints = fc.stringMatching(/^[0-9a-f]{64}$/);

test('the same fingerprint is a replay', () => {
  fc.assert(
    fc.property(fingerprints, (fingerprint) => {
      expect(decideVerdict({ fingerprint }, { fingerprint })).toBe('replay');
    }),
  );
});

test('any other fingerprint is a conflict, whoever came first', () => {
  fc.assert(
    fc.property(fingerprints, fingerprints, (one, other) => {
      fc.pre(one !== other);
      expect(decideVerdict({ fingerprint: one }, { fingerprint: other })).toBe('conflict');
      expect(decideVerdict({ fingerprint: other }, { fingerprint: one })).toBe('conflict');
    }),
  );
});
