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
  /** What it throws ends the sign-in: no cookie is set. */
  readonly onSignIn: (session: NewSession) => Promise<void>;
}

export interface NewSession {
  readonly userId: string;
  readonly ipAddress?: string | null | undefined;
  readonly userAgent?: string | null | undefined;
}

/** The header by which we tell better-auth the caller's address. */
export const ADDRESS_HEADER = 'x-onceover-address';

/**
 * better-auth on our tables. Its HTTP router is not used: lib/api calls the few functions that we
 * need, behind our own checks. Sessions are found by us (store.ts), with an absolute end.
 */
export function createAuthentication(options: AuthenticationOptions) {
  const { prisma, publicUrl, secret, cookies, maySignIn, onSignIn } = options;
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
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      useSecureCookies: false,
      defaultCookieAttributes: { secure: cookies.secure, httpOnly: true, sameSite: 'lax' },
      cookies: { session_token: { name: cookies.session } },
    },
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }) => ((await maySignIn(userId)) ? undefined : false),
          after: (session) => onSignIn(session),
        },
      },
    },
  });
}

export type Authentication = ReturnType<typeof createAuthentication>;
