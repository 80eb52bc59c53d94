import { generateKeyPairSync } from 'node:crypto';
import type { Server } from 'node:http';
import Provider from 'oidc-provider';
import { freePort } from '../app-process';

const LIVES_SECONDS = 600;

/** What the issuer knows of somebody. */
export type Claims = Readonly<Record<string, unknown>>;

/** A real OpenID Connect issuer, whose people say who they are by `login_hint`. */
export class Issuer {
  readonly url: string;
  readonly people = new Map<string, Claims>();
  #server: Server | undefined;

  private constructor(port: number) {
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(client: { id: string; secret: string; redirectUri: string }): Promise<Issuer> {
    const port = await freePort();
    const issuer = new Issuer(port);
    const provider = issuer.#provider(client);
    await new Promise<void>((resolve) => {
      issuer.#server = provider.listen(port, '127.0.0.1', resolve);
    });
    return issuer;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  #provider({ id, secret, redirectUri }: { id: string; secret: string; redirectUri: string }) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'test' };
    const provider = new Provider(this.url, {
      jwks: { keys: [jwk as never] },
      cookies: { keys: ['a secret of the test'] },
      ttl: {
        Interaction: LIVES_SECONDS,
        Grant: LIVES_SECONDS,
        Session: LIVES_SECONDS,
        AccessToken: LIVES_SECONDS,
        IdToken: LIVES_SECONDS,
      },
      clients: [
        {
          client_id: id,
          client_secret: secret,
          redirect_uris: [redirectUri],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      claims: { openid: ['sub', 'groups'], email: ['email', 'email_verified'], profile: ['name'] },
      features: { devInteractions: { enabled: false } },
      pkce: { required: () => true },
      findAccount: (_, sub) => ({
        accountId: sub,
        claims: () => ({ sub, ...this.people.get(sub) }),
      }),
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      loadExistingGrant: async ({ oidc }) => {
        const grant = new provider.Grant({
          ...(oidc.client && { clientId: oidc.client.clientId }),
          ...(oidc.session?.accountId && { accountId: oidc.session.accountId }),
        });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
    provider.use(async (context, next) => {
      if (!context.path.startsWith('/interaction/')) return await next();
      const { params } = await provider.interactionDetails(context.req, context.res);
      const accountId = String(params.login_hint);
      const answer = this.people.has(accountId)
        ? { login: { accountId } }
        : { error: 'access_denied', error_description: 'nobody of this name' };
      return await provider.interactionFinished(context.req, context.res, answer);
    });
    return provider;
  }
}

/** Goes through the issuer's pages as a browser does; resolves to where it is sent in the end. */
export async function visitIssuer(start: string, issuer: Issuer, who: string): Promise<URL> {
  const jar = new Map<string, string>();
  let address = new URL(start);
  address.searchParams.set('login_hint', who);
  for (let step = 0; step < 10 && address.href.startsWith(issuer.url); step += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await fetch(address, { redirect: 'manual', headers: { cookie } });
    for (const set of reply.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = reply.headers.get('location');
    if (location === null) throw new Error(`${address.pathname}: ${await reply.text()}`);
    address = new URL(location, address);
  }
  return address;
}
