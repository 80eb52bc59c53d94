import { API_GUIDE } from './openapi-guide';

export const API_INFO = {
  title: 'Onceover',
  version: '1.0.0',
  summary: 'Payments that happen once, and the proof of it.',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  description: API_GUIDE,
};

/** What each group of operations is about, in the order of the pages. */
export const API_TAGS: Readonly<Record<string, string>> = {
  Payments: 'Take payments, one at a time or in batches, and read them back.',
  Refunds: 'Give a payment back, wholly or in parts, and never more than was paid.',
  Jobs: 'Hand work to the job queue exactly once.',
  Observations: 'Bring in attempts that other services decided, and history.',
  History:
    'What happened under every key, attempt by attempt: read from the log, up to 2 s behind it.',
  Audit: 'The log itself: sealed, signed and provable; who read and changed what.',
  Exports:
    'Evidence to take away: whole lists as files, with proofs that anybody can check offline.',
  Policies: 'How long keys are kept, what a retry may change, and where keys may stand.',
  Merchants: 'Whose payments they are. Each merchant has keys, policies and a log of its own.',
  'API keys': 'What callers sign in with. A secret is shown once, when its key is made.',
  People: 'Who may sign in to the dashboard, and what each may do where.',
  Operating: 'Health, metrics and this description, for those who run the service.',
};
