import '@/lib/http/openapi-zod';
import { z } from 'zod';
import { instant } from '@/lib/http/instant';
import { SCOPES } from './principal';
import { ROLES } from './roles';

const NAME_MAX = 100;
export const PASSWORD_LENGTH = { min: 8, max: 128 } as const;
const name = z.string().trim().min(1).max(NAME_MAX);
/** Why a change is made; part of its event. */
const reason = z.string().trim().min(1).max(500);

export const merchantInput = z.strictObject({ name, reason });

export const apiKeyInput = z.strictObject({
  name,
  scopes: z
    .array(z.enum(SCOPES))
    .min(1)
    .transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope))),
  expires_at: instant.optional(),
  reason,
});
export type ApiKeyInput = z.output<typeof apiKeyInput>;

export const revokeInput = z.strictObject({ reason });

export const erasureInput = z.strictObject({ customer: z.string().min(1).max(255), reason });

export const merchantSchema = z.object({
  id: z.string(),
  object: z.literal('merchant'),
  name: z.string(),
  created_at: z.string(),
});

export const apiKeySchema = z.object({
  id: z.string(),
  object: z.literal('api_key'),
  merchant_id: z.string(),
  name: z.string(),
  prefix: z.string().describe('how the secret begins; finds it, does not open anything'),
  scopes: z.array(z.enum(SCOPES)),
  created_at: z.string(),
  expires_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
  last_used_at: z.string().nullable().describe('up to half a minute behind'),
});

export const newApiKeySchema = apiKeySchema.extend({
  secret: z.string().describe('shown this once'),
});

/** As better-auth reads it, which checks it again at sign-in. */
const email = z.email().max(254).toLowerCase();

const grantFields = {
  role: z.enum(ROLES),
  merchants: z
    .array(z.string().min(1).max(NAME_MAX))
    .min(1)
    .max(100)
    .optional()
    .describe('Where the role holds, `mer_…` each; without it, at every merchant.'),
  until: instant.optional().describe('From then on the person may do nothing; without it, no end.'),
  reason,
};
export const grantInput = z.strictObject(grantFields);
export type GrantInput = z.output<typeof grantInput>;

export const personInput = z.strictObject({ email, name: name.optional(), ...grantFields });
export type PersonInput = z.output<typeof personInput>;

export const reasonInput = z.strictObject({ reason });

export const personSchema = z.object({
  id: z.string(),
  object: z.literal('person'),
  email: z.string(),
  name: z.string(),
  grants: z
    .array(
      z.object({
        role: z.enum(ROLES),
        merchant_id: z.string().nullable().describe('`mer_…`; null for every merchant.'),
        ends_at: z.string().nullable().describe('When it ends or ended; null for no end.'),
      }),
    )
    .describe('What the person may do, and where.'),
  created_at: z.string(),
  disabled_at: z.string().nullable().describe('When it was disabled; null while it holds.'),
  last_seen_at: z
    .string()
    .nullable()
    .describe('Up to half a minute behind; null before the first sign-in.'),
});

export const invitedPersonSchema = personSchema.extend({
  invitation: z
    .string()
    .describe('The link by which a password is chosen: works once, for 7 days.'),
});

export const credentialsInput = z.strictObject({
  email,
  password: z.string().min(1).max(PASSWORD_LENGTH.max),
  /** Of an authenticator, or a recovery code. */
  code: z.string().trim().min(6).max(20).optional(),
});

export const invitationInput = z.strictObject({
  token: z.string().min(1).max(200),
  password: z.string().min(PASSWORD_LENGTH.min).max(PASSWORD_LENGTH.max),
});

const password = z.string().max(PASSWORD_LENGTH.max);
const newPassword = z.string().min(PASSWORD_LENGTH.min).max(PASSWORD_LENGTH.max);
/** Of one's own account; who signs in elsewhere has no password, and sends an empty one. */
export const passwordChangeInput = z.strictObject({ password, next: newPassword });
export const passwordProofInput = z.strictObject({ password });
export const codeInput = z.strictObject({ code: z.string().trim().min(6).max(20) });
export const sessionInput = z.strictObject({ id: z.string().max(NAME_MAX) });

/** What a browser answers for a passkey; its parts are checked by the library that knows them. */
const credential = z.looseObject({
  id: z.string().min(1).max(1400),
  type: z.literal('public-key'),
});
export const passkeySignInInput = z.strictObject({ response: credential });
export const passkeyInput = z.strictObject({ name, response: credential });
export const passkeyRemovalInput = z.strictObject({ id: z.string().max(1400), password });

export interface OwnPasskey {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
  readonly last_used_at: string | null;
}

export interface OwnSession {
  readonly id: string;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly ip: string | null;
  readonly user_agent: string | null;
  /** The one that asks. */
  readonly current: boolean;
}

export type ShownPerson = z.output<typeof personSchema>;
export type ShownApiKey = z.output<typeof apiKeySchema>;
export type ShownMerchant = z.output<typeof merchantSchema>;
