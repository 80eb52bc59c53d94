import { z } from 'zod';
import {
  grantInput,
  invitedPersonSchema,
  personInput,
  personSchema,
  reasonInput,
} from '@/lib/access/contract';
import { changeRole } from '@/lib/access/people/change-role';
import { disablePerson } from '@/lib/access/people/disable-person';
import { invitationLink } from '@/lib/access/people/invitation';
import { inviteAgain, invitePerson } from '@/lib/access/people/invite-person';
import { PEOPLE_CSV_HEADER, peopleCsv } from '@/lib/access/people/people-csv';
import { allPeople, readPeople, readPerson } from '@/lib/access/people/read-people';
import { resetFactors } from '@/lib/access/people/reset-factors';
import { jsonResponse } from '@/lib/http/api-message';
import { listQuerySchema, pageSchema } from '@/lib/http/list-query';
import { notFound } from '@/lib/http/problem';
import { uuidOf } from '@/lib/http/uuid';
import type { Runtime } from '@/lib/server/runtime';
import { actorOf } from './actor';
import { searches } from './audit';
import { plainRoute, type Route } from './route';

const people = { tag: 'People', scopes: ['people'] } as const;

/** Only for administrators who are signed in: no API key has this scope. */
export const peopleRoutes: readonly Route[] = [
  plainRoute({
    ...people,
    method: 'GET',
    path: '/people',
    summary: 'List people, newest first',
    audit: searches('people'),
    query: listQuerySchema,
    responses: { 200: { description: 'A page', schema: pageSchema(personSchema) } },
    handle: ({ runtime, query }) => readPeople(runtime, query),
  }),
  plainRoute({
    ...people,
    method: 'GET',
    path: '/people/export',
    summary: 'Take away who may do what',
    description: 'Everybody, a row for each role with its merchant, its end and the last use.',
    audit: { action: 'people.exported', subjectType: 'people' },
    responses: {
      200: {
        description: 'The file',
        schema: z.string(),
        files: { 'text/csv': PEOPLE_CSV_HEADER },
      },
    },
    handle: async ({ runtime }) => ({
      status: 200,
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="people-${new Date().toISOString().slice(0, 10)}.csv"`,
        'cache-control': 'no-store',
      },
      body: peopleCsv(await allPeople(runtime.prisma)),
    }),
  }),
  plainRoute({
    ...people,
    method: 'POST',
    path: '/people',
    summary: 'Invite a person',
    description: 'The link is shown this once. By it the person chooses a password and signs in.',
    body: personInput,
    responses: { 201: { description: 'The person and the link', schema: invitedPersonSchema } },
    handle: async ({ runtime, principal, body }) => {
      const actor = actorOf(principal);
      const { personId, token } = await invitePerson(runtime.workPool, actor, body);
      return jsonResponse(201, await invited(runtime, personId, token));
    },
  }),
  plainRoute({
    ...people,
    method: 'POST',
    path: '/people/{id}/invite',
    summary: 'Make a new link for a person',
    description:
      'For who let the invitation grow old or forgot the password. Earlier links work no more.',
    body: reasonInput,
    responses: { 200: { description: 'The person and the link', schema: invitedPersonSchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params, body }) => {
      const personId = personIdOf(params.id);
      const { workPool } = runtime;
      const token = await inviteAgain(workPool, actorOf(principal), personId, body.reason);
      return jsonResponse(200, await invited(runtime, personId, token));
    },
  }),
  plainRoute({
    ...people,
    method: 'PUT',
    path: '/people/{id}/role',
    summary: "Replace a person's role",
    description: "Instead of all that was granted before. The person's sessions end at once.",
    body: grantInput,
    responses: { 200: { description: 'The person', schema: personSchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params, body }) => {
      const personId = personIdOf(params.id);
      await changeRole(runtime.workPool, actorOf(principal), personId, body);
      return jsonResponse(200, await readPerson(runtime.prisma, personId));
    },
  }),
  plainRoute({
    ...people,
    method: 'POST',
    path: '/people/{id}/reset',
    summary: "Remove a person's authenticator and passkeys",
    description:
      'For who has lost the devices: the password alone signs in again. The sessions of the person end at once.',
    body: reasonInput,
    responses: { 200: { description: 'The person', schema: personSchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params, body }) => {
      const personId = personIdOf(params.id);
      await resetFactors(runtime.workPool, actorOf(principal), personId, body.reason);
      return jsonResponse(200, await readPerson(runtime.prisma, personId));
    },
  }),
  plainRoute({
    ...people,
    method: 'POST',
    path: '/people/{id}/disable',
    summary: 'Disable a person',
    description: 'For good. The sessions of the person end at once, on every instance.',
    body: reasonInput,
    responses: { 200: { description: 'The disabled person', schema: personSchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params, body }) => {
      const personId = personIdOf(params.id);
      await disablePerson(runtime.workPool, actorOf(principal), personId, body.reason);
      return jsonResponse(200, await readPerson(runtime.prisma, personId));
    },
  }),
];

async function invited({ prisma, config }: Runtime, personId: string, token: string) {
  const invitation = invitationLink(config.publicUrl, token);
  return { ...(await readPerson(prisma, personId)), invitation };
}

function personIdOf(id: string | undefined): string {
  const personId = uuidOf('per', id ?? '');
  if (personId === undefined) throw notFound('No person has this id.');
  return personId;
}
