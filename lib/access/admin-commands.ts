import type { z } from 'zod';
import type { Pool, PrismaClient } from '@/lib/database/connection';
import { invalidRequest, notFound } from '@/lib/http/problem';
import { publicId, uuidOf } from '@/lib/http/uuid';
import { validate } from '@/lib/http/validate';
import { SigningKeys } from '@/lib/ledger/checkpoints/signing-keys';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import { eraseCustomer } from '@/lib/maintenance/erase-customer';
import type { Actor } from './actor';
import {
  apiKeyInput,
  erasureInput,
  merchantInput,
  personInput,
  reasonInput,
  revokeInput,
} from './contract';
import { createApiKey } from './create-api-key';
import { createMerchant } from './create-merchant';
import { disablePerson } from './people/disable-person';
import { invitationLink } from './people/invitation';
import { inviteAgain, invitePerson } from './people/invite-person';
import { allPeople, personIdOf, readPerson } from './people/read-people';
import { resetFactors } from './people/reset-factors';
import { allApiKeys, allMerchants, findApiKey, readMerchant } from './read-merchants';
import { revokeApiKey } from './revoke-api-key';

const INVITED = 'invited from the command line';

export interface AdminContext {
  readonly workPool: Pool;
  readonly prisma: PrismaClient;
  readonly actor: Actor;
  /** Connects as the owner, for what no other role may do; ended with the command. */
  readonly ownerPool: () => Pool;
  readonly secret: () => string;
  readonly publicUrl: string;
}

interface Values {
  readonly merchant?: string | undefined;
  readonly key?: string | undefined;
  readonly name?: string | undefined;
  readonly scopes?: string | undefined;
  readonly 'expires-at'?: string | undefined;
  readonly until?: string | undefined;
  readonly reason?: string | undefined;
  readonly customer?: string | undefined;
}

interface AdminCommand {
  readonly name: string;
  readonly options: string;
  /** How many words follow the name; none where this is absent. */
  readonly operands?: number;
  /** What the operator must know of its result. */
  readonly note?: string;
  /** What is printed, a line each. Throws Problem for what the operator can mend. */
  readonly run: (
    context: AdminContext,
    values: Values,
    operands: readonly string[],
  ) => Promise<readonly unknown[]>;
}

export const ADMIN_COMMANDS: readonly AdminCommand[] = [
  {
    name: 'merchants',
    options: '',
    run: ({ prisma }) => allMerchants(prisma),
  },
  {
    name: 'merchants create',
    options: '--name NAME --reason WHY',
    run: async (context, { name, reason }) => {
      const input = parsed(merchantInput, { name, reason });
      const merchantId = await createMerchant(context.workPool, context.actor, input);
      return [await readMerchant(context, merchantId)];
    },
  },
  {
    name: 'keys',
    options: '--merchant mer_…',
    run: async (context, { merchant }) => {
      const merchantId = await merchantOf(context, merchant);
      await recordSystemEvent(context.workPool, {
        ...context.actor,
        merchantId,
        action: 'api_keys.read',
        subjectType: 'merchant',
        subjectId: publicId('mer', merchantId),
        reason: null,
        before: null,
        after: null,
      });
      return await allApiKeys(context.prisma, merchantId);
    },
  },
  {
    name: 'keys create',
    options: '--merchant mer_… --name NAME --scopes ingest,read [--expires-at TIME] --reason WHY',
    run: async (context, values) => {
      const merchantId = await merchantOf(context, values.merchant);
      const input = parsed(apiKeyInput, {
        name: values.name,
        scopes: values.scopes?.split(','),
        expires_at: values['expires-at'],
        reason: values.reason,
      });
      const { workPool, actor } = context;
      const { apiKeyId, secret } = await createApiKey(workPool, actor, merchantId, input);
      const { shown } = await findApiKey(context, merchantId, apiKeyId);
      return [{ ...shown, secret }];
    },
  },
  {
    name: 'keys revoke',
    options: '--merchant mer_… --key key_… --reason WHY',
    run: async (context, { merchant, key, reason }) => {
      const merchantId = await merchantOf(context, merchant);
      const input = parsed(revokeInput, { reason });
      const { apiKeyId } = await findApiKey(context, merchantId, uuidOf('key', key ?? ''));
      const target = { merchantId, apiKeyId };
      await revokeApiKey(context.workPool, context.actor, target, input.reason);
      return [(await findApiKey(context, merchantId, apiKeyId)).shown];
    },
  },
  {
    name: 'rotate-signing-key',
    options: '--reason WHY',
    run: async ({ actor, ownerPool, secret }, values) => {
      const { reason } = parsed(revokeInput, { reason: values.reason });
      const keys = new SigningKeys(ownerPool(), secret());
      return [{ signing_key_id: await keys.rotate({ ...actor, reason }) }];
    },
  },
  {
    name: 'erase-customer',
    options: '--merchant mer_… --customer REFERENCE --reason WHY',
    note: 'run it again while it says that something is "waiting", and once more after a minute: until then servers may log reads, and repeat answers, that name the customer',
    run: async (context, values) => {
      const merchantId = await merchantOf(context, values.merchant);
      const { customer, reason } = parsed(erasureInput, {
        customer: values.customer,
        reason: values.reason,
      });
      const { actor, ownerPool, secret } = context;
      return [
        await eraseCustomer({
          ownerPool: ownerPool(),
          secret: secret(),
          actor,
          merchantId,
          customer,
          reason,
        }),
      ];
    },
  },
  {
    name: 'people',
    options: '',
    run: ({ prisma }) => allPeople(prisma),
  },
  {
    name: 'invite again',
    options: 'EMAIL [--reason WHY]',
    operands: 1,
    run: async (context, { reason = INVITED }, [email = '']) => {
      const personId = await personIdOf(context.prisma, email);
      const token = await inviteAgain(context.workPool, context.actor, personId, reason);
      return [await invited(context, personId, token)];
    },
  },
  {
    name: 'invite',
    options: 'EMAIL ROLE [--merchant mer_…,mer_…] [--until TIME] [--name NAME] [--reason WHY]',
    operands: 2,
    run: async (context, values, [email, role]) => {
      const input = parsed(personInput, {
        email,
        role,
        name: values.name,
        merchants: values.merchant?.split(','),
        until: values.until,
        reason: values.reason ?? INVITED,
      });
      const { personId, token } = await invitePerson(context.workPool, context.actor, input);
      return [await invited(context, personId, token)];
    },
  },
  {
    name: 'people reset',
    options: 'EMAIL --reason WHY',
    operands: 1,
    run: async (context, values, [email = '']) => {
      const { reason } = parsed(reasonInput, { reason: values.reason });
      const personId = await personIdOf(context.prisma, email);
      await resetFactors(context.workPool, context.actor, personId, reason);
      return [await readPerson(context.prisma, personId)];
    },
  },
  {
    name: 'people disable',
    options: 'EMAIL --reason WHY',
    operands: 1,
    run: async (context, values, [email = '']) => {
      const { reason } = parsed(reasonInput, { reason: values.reason });
      const personId = await personIdOf(context.prisma, email);
      await disablePerson(context.workPool, context.actor, personId, reason);
      return [await readPerson(context.prisma, personId)];
    },
  },
];

/** The person and the link that is to be handed to them. */
async function invited({ prisma, publicUrl }: AdminContext, personId: string, token: string) {
  return { ...(await readPerson(prisma, personId)), invitation: invitationLink(publicUrl, token) };
}

async function merchantOf(context: AdminContext, id: string | undefined): Promise<string> {
  if (id === undefined) throw invalidRequest({ pointer: '--merchant', detail: 'is missing' });
  const merchantId = uuidOf('mer', id);
  if (merchantId === undefined) throw notFound('No merchant has this id.');
  await readMerchant(context, merchantId);
  return merchantId;
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = validate(schema, value);
  if (!result.ok) throw result.problem;
  return result.value;
}
