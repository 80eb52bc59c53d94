import '@/lib/http/openapi-zod';
import { z } from 'zod';
import { instant } from '@/lib/http/instant';
import { SCOPES } from './principal';

const NAME_MAX = 100;
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
