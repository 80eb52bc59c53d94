import { reasonInput } from '@/lib/access/contract';
import { listAccess } from '@/lib/history/access/list-access';
import {
  breakdownSchema,
  eventSchema,
  expirySchema,
  keyDetailSchema,
  keySchema,
  lookupSchema,
  payloadsSchema,
  sampleSchema,
  storeSchema,
  trafficSchema,
} from '@/lib/history/answers';
import { readBreakdown } from '@/lib/history/breakdown/read-breakdown';
import {
  accessQuery,
  breakdownQuery,
  eventsQuery,
  expiryQuery,
  keyEventsQuery,
  keysQuery,
  lookupQuery,
  sampleQuery,
  storeQuery,
  trafficQuery,
} from '@/lib/history/contract';
import { listEvents } from '@/lib/history/events/list-events';
import { readEvent } from '@/lib/history/events/read-event';
import { readExpiry } from '@/lib/history/expiry/read-expiry';
import { readKey, readKeyEvents } from '@/lib/history/keys/detail/read-key';
import { listKeys } from '@/lib/history/keys/listing/list-keys';
import { lookUp } from '@/lib/history/lookup/look-up';
import { readPayloads, revealPayloads } from '@/lib/history/payloads/read-payloads';
import { readSample } from '@/lib/history/sample/read-sample';
import { readTrafficSteps } from '@/lib/history/traffic/read-traffic';
import { jsonResponse } from '@/lib/http/api-message';
import { pageSchema, SHORT_PAGES } from '@/lib/http/list-query';
import { actorOf } from './actor';
import { reads, searches } from './audit';
import { readStore } from './read-store';
import { plainRoute, type Route } from './route';

const LAG = 'Derived from the log: what has just happened may be missing for up to 2 s.';

const tag = 'History';
const scopes = ['read'] as const;

const keyRoutes: readonly Route[] = [
  plainRoute({
    method: 'GET',
    path: '/keys',
    scopes,
    tag,
    summary: 'List idempotency keys, newest first',
    description: `${LAG} ${SHORT_PAGES}`,
    query: keysQuery,
    audit: searches('keys'),
    responses: { 200: { description: 'A page', schema: pageSchema(keySchema) } },
    handle: ({ runtime, principal, query }) => listKeys(runtime, principal.merchantId, query),
  }),
  plainRoute({
    method: 'GET',
    path: '/keys/{id}',
    scopes,
    tag,
    summary: "Read a key's story",
    description: LAG,
    audit: reads('key'),
    responses: { 200: { description: 'The key', schema: keyDetailSchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params }) =>
      jsonResponse(200, await readKey(runtime, principal.merchantId, params.id ?? '')),
  }),
  plainRoute({
    method: 'GET',
    path: '/keys/{id}/events',
    scopes,
    tag,
    summary: "List a key's events, newest first",
    description: LAG,
    query: keyEventsQuery,
    audit: reads('key_events'),
    responses: { 200: { description: 'A page', schema: pageSchema(eventSchema) } },
    problems: ['not-found'],
    handle: ({ runtime, principal, params, query }) =>
      readKeyEvents(runtime, principal.merchantId, params.id ?? '', query),
  }),
];

const payloadRoutes: readonly Route[] = [
  plainRoute({
    method: 'GET',
    path: '/keys/{id}/payloads',
    scopes: ['payloads'],
    tag,
    summary: "Read the bodies that are kept of a key's requests and responses",
    description: `As long as the policy keeps them as evidence. ${LAG}`,
    audit: { action: 'payloads.read', subjectType: 'key' },
    showsPayloads: true,
    responses: { 200: { description: 'The bodies', schema: payloadsSchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params }) => {
      const read = await readPayloads(runtime, principal.merchantId, params.id ?? '');
      return { ...jsonResponse(200, read.shown), ...customerOf(read) };
    },
  }),
  plainRoute({
    method: 'POST',
    path: '/keys/{id}/reveal',
    scopes: ['payloads', 'reveal'],
    tag,
    summary: "Reveal a key's payloads, for a reason",
    description:
      'For auditors, to whom payloads are masked. Logged as `payloads.revealed` with the reason, before anything is answered.',
    body: reasonInput,
    showsPayloads: true,
    responses: { 200: { description: 'The bodies', schema: payloadsSchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params, body }) => {
      const revealer = { ...actorOf(principal), reason: body.reason };
      const id = params.id ?? '';
      const { shown } = await revealPayloads(runtime, principal.merchantId, id, revealer);
      return jsonResponse(200, shown);
    },
  }),
];

/** Whom an answer is about, for the log. */
function customerOf({ customerReference }: { readonly customerReference: string | null }) {
  return customerReference === null ? {} : { customerReference };
}

const eventRoutes: readonly Route[] = [
  plainRoute({
    method: 'GET',
    path: '/events',
    scopes,
    tag,
    summary: 'List the events of the log, newest first',
    description: `With \`after_seq\` oldest first and gap-free, to follow the log; its \`next_cursor\` goes on in the same direction. ${LAG} ${SHORT_PAGES}`,
    query: eventsQuery,
    audit: searches('events'),
    responses: { 200: { description: 'A page', schema: pageSchema(eventSchema) } },
    handle: ({ runtime, principal, query }) => listEvents(runtime, principal.merchantId, query),
  }),
  plainRoute({
    method: 'GET',
    path: '/events/{id}',
    scopes,
    tag,
    summary: 'Read an event of the log',
    description: LAG,
    audit: reads('event'),
    responses: { 200: { description: 'The event', schema: eventSchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params }) =>
      jsonResponse(200, await readEvent(runtime, principal.merchantId, params.id ?? '')),
  }),
  plainRoute({
    method: 'GET',
    path: '/audit/access',
    scopes,
    tag: 'Audit',
    summary: 'List who read or changed what, newest first',
    description: `The log's system events. \`subject\` is an id or a type, \`reason\` any part of it. ${LAG} ${SHORT_PAGES}`,
    query: accessQuery,
    audit: searches('access'),
    responses: { 200: { description: 'A page', schema: pageSchema(eventSchema) } },
    handle: ({ runtime, principal, query }) => listAccess(runtime, principal.merchantId, query),
  }),
];

const sampleRoute = plainRoute({
  method: 'GET',
  path: '/audit/sample',
  scopes,
  tag: 'Audit',
  summary: 'Draw a sample of attempts',
  description: `Of the attempts of a span those whose SHA-256 of seed, colon and seq is smallest: nobody can choose them who does not know the seed, and anybody can draw them again. An export with the same \`sample\` and \`seed\` draws the same ones. ${LAG}`,
  query: sampleQuery,
  audit: searches('sample'),
  responses: { 200: { description: 'The sample', schema: sampleSchema } },
  handle: ({ runtime, principal, query }) => readSample(runtime, principal.merchantId, query),
});

const statsRoutes: readonly Route[] = [
  plainRoute({
    method: 'GET',
    path: '/lookup',
    scopes,
    tag,
    summary: 'Find what an id, a key or a reference is',
    description:
      'Any id of ours, an idempotency key, or a reference of a customer, an order or a provider.',
    query: lookupQuery,
    audit: searches('lookup'),
    responses: { 200: { description: 'What it may be', schema: lookupSchema } },
    handle: ({ runtime, principal, query }) => lookUp(runtime, principal.merchantId, query.q),
  }),
  plainRoute({
    method: 'GET',
    path: '/stats/traffic',
    scopes,
    tag,
    summary: 'Count attempts by outcome, step by step',
    description: `Of the last 24 hours, or of \`from\` to \`to\`, widened to whole steps in UTC. Steps without attempts are there too; 1,500 are the most. ${LAG}`,
    query: trafficQuery,
    responses: { 200: { description: 'The steps', schema: trafficSchema } },
    handle: ({ runtime, principal, query }) =>
      readTrafficSteps(runtime, principal.merchantId, query),
  }),
  plainRoute({
    method: 'GET',
    path: '/stats/breakdown',
    scopes,
    tag,
    summary: 'Break attempts down',
    description: `Of the last 24 hours, or of \`from\` to \`to\`; of the newest 200,000 events where there are more, which \`complete\` tells. By \`pointer\`: conflicts, each under every member that differs. ${LAG}`,
    query: breakdownQuery,
    audit: searches('breakdown'),
    responses: { 200: { description: 'The groups', schema: breakdownSchema } },
    handle: ({ runtime, principal, query }) => readBreakdown(runtime, principal.merchantId, query),
  }),
  plainRoute({
    method: 'GET',
    path: '/stats/store',
    scopes,
    tag,
    summary: 'Read how the log and the store stand',
    description:
      'How far the log is sealed and signed, how often replays come from memory, and what is stored.',
    query: storeQuery,
    responses: { 200: { description: 'As of now', schema: storeSchema } },
    handle: ({ runtime, principal }) => readStore(runtime, principal.merchantId),
  }),
  plainRoute({
    method: 'GET',
    path: '/stats/expiry',
    scopes,
    tag,
    summary: 'Count the keys that expire, hour by hour',
    description: `Of the coming week, or of \`from\` to \`to\`, widened to whole hours in UTC; 1,500 are the most. ${LAG}`,
    query: expiryQuery,
    responses: { 200: { description: 'The hours', schema: expirySchema } },
    handle: ({ runtime, principal, query }) => readExpiry(runtime, principal.merchantId, query),
  }),
];

export const historyRoutes: readonly Route[] = [
  ...keyRoutes,
  ...payloadRoutes,
  ...eventRoutes,
  sampleRoute,
  ...statsRoutes,
];
