import { randomBytes, scrypt } from 'node:crypto';

const SALT_BYTES = 16;
const KEY_BYTES = 64;
/** As better-auth hashes, which checks them at sign-in: OWASP's N=2^14 with r=16. */
const COST = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 };

/** `salt:key`, both hexadecimal; the salt is used in its hexadecimal spelling. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES).toString('hex');
  const key = await new Promise<Buffer>((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, COST, (error, derived) =>
      error ? reject(error) : resolve(derived),
    );
  });
  return `${salt}:${key.toString('hex')}`;
}
