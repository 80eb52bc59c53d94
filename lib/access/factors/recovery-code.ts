import { createHmac, randomBytes } from 'node:crypto';
import { base32 } from './totp';

const CODES = 10;
/** 50 bits, guessed only through the throttle. */
const LENGTH = 10;

/** Codes for who has lost the authenticator, `ABCDE-FGHIJ`; each works once. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, () => {
    const text = base32(randomBytes(7)).slice(0, LENGTH);
    return `${text.slice(0, 5)}-${text.slice(5)}`;
  });
}

/** All that is stored of one: it says nothing without the secret of the instance. */
export function hashRecoveryCode(secret: string, personId: string, code: string): Buffer {
  const plain = code.toUpperCase().replaceAll(/[\s-]/g, '');
  return createHmac('sha256', secret).update(`recovery\n${personId}\n${plain}`).digest();
}
