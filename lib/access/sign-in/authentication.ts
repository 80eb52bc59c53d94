import { prismaAdapter } from 'better-auth/adapters/prisma';
import { betterAuth } from 'better-auth/minimal';
import type { PrismaClient } from '@/lib/database/connection';
import { uuidv7 } from '@/lib/http/uuid';
import { PASSWORD_LENGTH } from '../contract';
import type { CookieRules } from './session-cookie';
import { SESSION_MAX_SECONDS } from './session-cookie';

interface AuthenticationOptions {
  readonly prisma: PrismaClient;
  readonly publicUrl: string;
  readonly secret: string;
  readonly cookies: CookieRules;
  /** False where this person may not start a session. */
  readonly maySignIn: (personId: string) => Promise<boolean>;
}

/**
 * better-auth on our tables: it checks passwords and makes sessions. Its HTTP router is not used: who
 * gets in is decided by us, alike for passwords, passkeys and single sign-on. Sessions are found by us
 * (store.ts), with an absolute end.
 */
export function createAuthentication(options: AuthenticationOptions) {
  const { prisma, publicUrl, secret, cookies, maySignIn } = options;
  return betterAuth({
    appName: 'Onceover',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret,
    database: prismaAdapter(prisma, { provider: 'postgresql' }),
    telemetry: { enabled: false },
    // Failures are thrown to us, and logged and journaled by lib/api.
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
    },
    user: { modelName: 'authUser' },
    account: { modelName: 'authAccount' },
    verification: { modelName: 'authVerification' },
    // The cookie lives to the absolute end; the idle end is the database's to know.
    session: { modelName: 'authSession', expiresIn: SESSION_MAX_SECONDS },
    advanced: {
      database: { generateId: () => uuidv7() },
      useSecureCookies: false,
      defaultCookieAttributes: { secure: cookies.secure, httpOnly: true, sameSite: 'lax' },
      cookies: { session_token: { name: cookies.session } },
    },
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }) => ((await maySignIn(userId)) ? undefined : false),
        },
      },
    },
  });
}

export type Authentication = ReturnType<typeof createAuthentication>;
