/**
 * The browser's own ways to make and use passkeys (WebAuthn §5.1). They throw NotAllowedError where the
 * person cancels.
 */
type Json = Readonly<Record<string, unknown>>;

/** False for old browsers, and on an address that is neither https nor localhost. */
export function hasPasskeys(): boolean {
  return (
    typeof PublicKeyCredential === 'function' &&
    'parseCreationOptionsFromJSON' in PublicKeyCredential &&
    'toJSON' in PublicKeyCredential.prototype
  );
}

export async function makePasskey(options: Json): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return asJson(await navigator.credentials.create({ publicKey }));
}

export async function signWithPasskey(options: Json): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return asJson(await navigator.credentials.get({ publicKey }));
}

/** What to tell somebody whose browser threw. */
export function describePasskeyFailure(failure: unknown): string | undefined {
  if (!(failure instanceof DOMException)) return undefined;
  if (failure.name === 'InvalidStateError') return 'This device has a passkey of yours already.';
  if (failure.name === 'SecurityError') {
    return 'Passkeys work only at the public address of this instance.';
  }
  return 'It was cancelled, or took too long. Try again.';
}

function asJson(credential: Credential | null): unknown {
  if (!(credential instanceof PublicKeyCredential)) throw new Error('no passkey was chosen');
  return credential.toJSON();
}
