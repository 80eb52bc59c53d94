import { addNote } from '@/lib/history/notes/add-note';
import { noteInput, notesSchema } from '@/lib/history/notes/contract';
import { readNotes } from '@/lib/history/notes/read-notes';
import { jsonResponse } from '@/lib/http/api-message';
import { actorOf } from './actor';
import { reads } from './audit';
import { plainRoute, type Route, type RouteContext } from './route';

const path = '/keys/{id}/notes';
const tag = 'History';
const responses = { 200: { description: 'The notes', schema: notesSchema } };

export const noteRoutes: readonly Route[] = [
  plainRoute({
    method: 'GET',
    path,
    scopes: ['read'],
    tag,
    summary: 'Read the notes on a key',
    audit: reads('notes'),
    responses,
    problems: ['not-found'],
    handle: notesOf,
  }),
  plainRoute({
    method: 'POST',
    path,
    scopes: ['notes'],
    tag,
    summary: 'Write a note on a key',
    description:
      'For people: engineers, auditors and admins. It is an event of the log, `key.noted`, and cannot be changed.',
    body: noteInput,
    responses,
    problems: ['not-found'],
    handle: async (context) => {
      const { runtime, principal, params, body } = context;
      const { merchantId } = principal;
      const note = { merchantId, id: params.id ?? '', text: body.text };
      await addNote(runtime, actorOf(principal), note);
      return await notesOf(context);
    },
  }),
];

async function notesOf({
  runtime,
  principal,
  params,
}: Pick<RouteContext<unknown, unknown>, 'runtime' | 'principal' | 'params'>) {
  const data = await readNotes(runtime, principal.merchantId, params.id ?? '');
  return jsonResponse(200, { data, as_of: new Date().toISOString() });
}
