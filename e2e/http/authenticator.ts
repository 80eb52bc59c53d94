import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What a test bends to be refused. */
interface Bent {
  readonly origin?: string;
  readonly domain?: string;
  readonly challenge?: string;
  /** False: nobody has shown finger, face or PIN. */
  readonly verified?: boolean;
  /** Signed by another key. */
  readonly forged?: boolean;
}

interface Asked {
  readonly challenge: string;
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const WITH_KEY = 0x40;

/** A passkey in software (WebAuthn Level 3 §6), of one domain. */
export class Authenticator {
  readonly id = randomBytes(16);
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #origin: string;
  #count = 0;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** What navigator.credentials.create() answers, as JSON. */
  create({ challenge }: Asked, bent: Bent = {}) {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const data = Buffer.concat([
      this.#header(bent, WITH_KEY),
      Buffer.alloc(16),
      length,
      this.id,
      this.#coseKey(),
    ]);
    // CBOR: {"fmt": "none", "attStmt": {}, "authData": data}
    const attestation = Buffer.concat([
      Buffer.from([0xa3]),
      ...[text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0]), text('authData')],
      bytes(data),
    ]);
    return this.#answer({
      clientDataJSON: this.#clientData('webauthn.create', challenge, bent),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** What navigator.credentials.get() answers, as JSON. */
  get({ challenge }: Asked, bent: Bent = {}) {
    this.#count += 1;
    const data = this.#header(bent, 0);
    const clientData = this.#clientData('webauthn.get', challenge, bent);
    const hash = createHash('sha256').update(Buffer.from(clientData, 'base64url')).digest();
    const { privateKey } = bent.forged
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : this.#keys;
    return this.#answer({
      clientDataJSON: clientData,
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', Buffer.concat([data, hash]), privateKey).toString('base64url'),
    });
  }

  #answer(response: object) {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }

  #clientData(type: string, challenge: string, bent: Bent): string {
    const data = {
      type,
      challenge: bent.challenge ?? challenge,
      origin: bent.origin ?? this.#origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(data)).toString('base64url');
  }

  #header({ domain = new URL(this.#origin).hostname, verified = true }: Bent, flags: number) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(this.#count);
    return Buffer.concat([
      createHash('sha256').update(domain).digest(),
      Buffer.from([PRESENT | (verified ? VERIFIED : 0) | flags]),
      count,
    ]);
  }

  /** RFC 9053 §7.1: {1: 2, 3: -7, -1: 1, -2: x, -3: y} */
  #coseKey(): Buffer {
    const { x = '', y = '' } = createPublicKey(this.#keys.privateKey).export({ format: 'jwk' });
    return Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
      bytes(Buffer.from(x, 'base64url')),
      Buffer.from([0x22]),
      bytes(Buffer.from(y, 'base64url')),
    ]);
  }
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 | value.length]), Buffer.from(value)]);
}

/** Up to 255 of them. */
function bytes(value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x58, value.length]), value]);
}
