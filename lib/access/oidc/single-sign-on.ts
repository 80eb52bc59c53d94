import * as client from 'openid-client';
import { type GroupRole, groupsOf } from './roles-of-groups';

/** ONCEOVER_OIDC_*. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** On the button. */
  readonly name: string;
  readonly scope: string;
  readonly groupsClaim: string;
  readonly roles: readonly GroupRole[];
}

/** Who somebody is, as the issuer says. */
export interface IssuedPerson {
  /** Issuer and subject: never another's, whatever the email address. */
  readonly account: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly name: string | undefined;
  readonly groups: readonly string[];
}

interface Checks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

const CLOCK_SECONDS = 30;
const TIMEOUT_SECONDS = 10;
const CALLBACK = '/api/auth/oidc/callback';

/**
 * OpenID Connect's code flow with PKCE, state and nonce (openid-client, a certified relying party,
 * which checks the ID token's signature). The issuer is looked up at its first use.
 */
export class SingleSignOn {
  readonly settings: OidcSettings;
  readonly #redirectUri: string;
  #issuer: Promise<client.Configuration> | undefined;

  constructor(settings: OidcSettings, publicUrl: string) {
    this.settings = settings;
    this.#redirectUri = publicUrl + CALLBACK;
  }

  /** Where to send the browser, and what its way back is checked by. Throws where nobody answers. */
  async begin(): Promise<{ readonly url: string; readonly checks: Checks }> {
    const checks = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(await this.#configuration(), {
      redirect_uri: this.#redirectUri,
      scope: this.settings.scope,
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(checks.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, checks };
  }

  /** Who came back with this query. Throws where the issuer refused or anything does not fit. */
  async finish(query: string, { state, nonce, verifier }: Checks): Promise<IssuedPerson> {
    const configuration = await this.#configuration();
    const tokens = await client.authorizationCodeGrant(
      configuration,
      new URL(`${this.#redirectUri}?${query}`),
      {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      },
    );
    const token = tokens.claims();
    if (!token) throw new Error('the issuer sent no ID token');
    const { groupsClaim } = this.settings;
    // Many issuers tell more at the UserInfo endpoint than in the token.
    const asked = configuration.serverMetadata().userinfo_endpoint !== undefined;
    const told = asked
      ? await client.fetchUserInfo(configuration, tokens.access_token, token.sub)
      : {};
    const claims: Readonly<Record<string, unknown>> = { ...told, ...token };
    return {
      account: `${token.iss}#${token.sub}`,
      email: textOf(claims.email)?.toLowerCase(),
      emailVerified: claims.email_verified === true,
      name: textOf(claims.name),
      groups: groupsOf(claims[groupsClaim]),
    };
  }

  async #configuration(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    this.#issuer ??= client
      .discovery(
        new URL(issuer),
        clientId,
        { client_secret: clientSecret, [client.clockTolerance]: CLOCK_SECONDS },
        undefined,
        {
          timeout: TIMEOUT_SECONDS,
          // Only on this machine: the configuration takes http for loopback addresses alone.
          ...(issuer.startsWith('http:') && { execute: [client.allowInsecureRequests] }),
        },
      )
      .catch((error: unknown) => {
        // The next one asks again.
        this.#issuer = undefined;
        throw error;
      });
    return await this.#issuer;
  }
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim !== '' ? claim : undefined;
}
