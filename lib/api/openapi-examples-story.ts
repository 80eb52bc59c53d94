import type { OperationExample } from './openapi-examples';

const sample = {
  object: 'sample_company',
  merchant_id: 'mer_019a9d1b0c3572f18d1e4b6a90c27f53',
  is_sample: true,
  loaded_at: '2026-11-26T12:34:56.000Z',
  tickets: [
    {
      text: 'customer 123456, EUR 19.99, Tuesday, charged twice',
      answer: 'Two payments under two keys: the app made a new key for its second try.',
    },
  ],
};
const notes = {
  data: [
    {
      id: 'evt_019a9d1b7f217e4d8c0a91f35b2d6e71',
      object: 'note',
      text: 'Ticket 4711: the second payment was refunded.',
      written_by: 'ada@example.com',
      written_as: 'engineer',
      written_at: '2026-11-26T12:40:11.482913Z',
    },
  ],
  as_of: '2026-11-26T12:40:11.500Z',
};
const reason = 'to try the dashboard on';

/** Of notes, and of the company that is made up. */
export const STORY_EXAMPLES: Readonly<Record<string, OperationExample>> = {
  listKeyNotes: { responses: { 200: notes } },
  createKeyNote: {
    requests: { note: { text: 'Ticket 4711: the second payment was refunded.' } },
    responses: { 200: notes },
  },
  getSampleCompany: { responses: { 200: sample } },
  createSampleCompany: { requests: { load: { reason } }, responses: { 201: sample } },
  removeMerchant: {
    requests: { remove: { reason: 'seen enough' } },
    responses: { 200: { ...sample, is_sample: false, loaded_at: null, tickets: [] } },
  },
};
