import { conflictGroupsSchema, reuseSchema, whatIfSchema } from '@/lib/conflicts/answers';
import {
  conflictGroupsQuery,
  conflictsQuery,
  reusesQuery,
  whatIfQuery,
} from '@/lib/conflicts/contract';
import { listConflicts, readConflictGroups } from '@/lib/conflicts/read-conflicts';
import { readReuses, readWhatIf } from '@/lib/conflicts/reuse/read-reuses';
import { eventSchema } from '@/lib/history/answers';
import { pageSchema } from '@/lib/http/list-query';
import { searches } from './audit';
import { plainRoute, type Route } from './route';

const tag = 'History';
const scopes = ['read'] as const;
const LAG = 'Derived from the log: what has just happened may be missing for up to 2 s.';

/** What went wrong under keys: different requests, and executions that came too late for a replay. */
export const conflictRoutes: readonly Route[] = [
  plainRoute({
    method: 'GET',
    path: '/conflicts',
    scopes,
    tag,
    summary: 'List payload conflicts, newest first',
    description: `Attempts with a key that belongs to a different request. \`group\` is the id of one of \`/stats/conflicts\`. ${LAG}`,
    query: conflictsQuery,
    audit: searches('conflicts'),
    responses: { 200: { description: 'A page', schema: pageSchema(eventSchema) } },
    handle: ({ runtime, principal, query }) => listConflicts(runtime, principal.merchantId, query),
  }),
  plainRoute({
    method: 'GET',
    path: '/stats/conflicts',
    scopes,
    tag,
    summary: 'Group payload conflicts by what they have in common',
    description: `By what differs, who sent it and with which version: a faulty release is one group. Of the last 24 hours, or of \`from\` to \`to\`; of the newest 10,000 conflicts where there are more, which \`complete\` tells. ${LAG}`,
    query: conflictGroupsQuery,
    audit: searches('conflict_groups'),
    responses: { 200: { description: 'The groups', schema: conflictGroupsSchema } },
    handle: ({ runtime, principal, query }) =>
      readConflictGroups(runtime, principal.merchantId, query),
  }),
  plainRoute({
    method: 'GET',
    path: '/reuses',
    scopes,
    tag,
    summary: 'List executions after expiry, newest first',
    description: `Keys that came back when they were no longer kept, so that they were executed again. Each says what it would have been, had keys been kept for \`retention\`. ${LAG}`,
    query: reusesQuery,
    audit: searches('reuses'),
    responses: { 200: { description: 'A page', schema: pageSchema(reuseSchema) } },
    handle: ({ runtime, principal, query }) => readReuses(runtime, principal.merchantId, query),
  }),
  plainRoute({
    method: 'GET',
    path: '/stats/what-if',
    scopes,
    tag,
    summary: 'Count what executions after expiry would have been with a longer retention',
    description: `Of the last 30 days, or of \`from\` to \`to\`; of the newest 10,000 where there are more, which \`complete\` tells. A key's executions are judged one after the other: one that would have been a replay does not keep the key any longer. ${LAG}`,
    query: whatIfQuery,
    responses: { 200: { description: 'The counts', schema: whatIfSchema } },
    handle: ({ runtime, principal, query }) => readWhatIf(runtime, principal.merchantId, query),
  }),
];
