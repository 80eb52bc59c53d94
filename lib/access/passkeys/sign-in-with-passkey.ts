import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server';
import { runTransaction } from '@/lib/database/session';
import { newChallenge, ownChallenge } from './challenge';
import { domainOf, plainBytes, type RelyingParty } from './relying-party';
import { findPasskey, markPasskeyUsed, type PasskeyRow, takeChallenge } from './store';

/** What the browser signs with whichever passkey the person chooses (WebAuthn §5.5). */
export async function passkeySignInOptions(party: RelyingParty) {
  return await generateAuthenticationOptions({
    rpID: domainOf(party),
    challenge: plainBytes(newChallenge(party.secret, 'sign-in', Date.now())),
    userVerification: 'required',
    allowCredentials: [],
  });
}

/**
 * Whose passkey has signed a challenge of ours; undefined for nobody's, and for an answer that was
 * given before. Throws DatabaseError.
 */
export async function personOfPasskey(
  party: RelyingParty,
  response: { readonly id: string },
): Promise<string | undefined> {
  const passkey = await findPasskey(party.workPool, response.id);
  const signed = passkey && (await verified(party, passkey, response));
  if (!signed) return undefined;
  return await runTransaction(party.workPool, async (transaction) => {
    if (!(await takeChallenge(transaction, signed.challenge))) return undefined;
    await markPasskeyUsed(transaction, passkey.credential_id, signed.signCount);
    return passkey.user_id;
  });
}

async function verified(party: RelyingParty, passkey: PasskeyRow, response: unknown) {
  let challenge: ReturnType<typeof ownChallenge>;
  try {
    const answer = await verifyAuthenticationResponse({
      // What the library checks member by member.
      response: response as AuthenticationResponseJSON,
      expectedChallenge: (text) => {
        challenge = ownChallenge(party.secret, 'sign-in', text, Date.now());
        return challenge !== undefined;
      },
      expectedOrigin: party.publicUrl,
      expectedRPID: domainOf(party),
      credential: {
        id: passkey.credential_id,
        publicKey: plainBytes(passkey.public_key),
        counter: passkey.sign_count,
        transports: passkey.transports,
      },
      requireUserVerification: true,
    });
    return answer.verified && challenge
      ? { challenge, signCount: answer.authenticationInfo.newCounter }
      : undefined;
  } catch {
    // It throws for whatever does not fit, and touches no database.
    return undefined;
  }
}
