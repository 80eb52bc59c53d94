import type { OperationExample } from './openapi-examples';

const CREATED_AT = '2026-11-24T09:00:00.214Z';
const REQUESTED_BY = 'key_019a9d1b0d8a7c46b2f5e3917a60d8c4';
const ROOT = '9b3f0d5e6a7b8c9d019a9d1b5c3e7c8a0c3572f18d1e4b6a90c27f53f18d1e4b';

const asked = {
  id: 'exp_019aa2c4d5e67f8091a2b3c4d5e6f708',
  object: 'export',
  kind: 'events',
  format: 'csv',
  filter: { customer_reference: 'cus_81723', kind: 'attempt' },
  sample: null,
  seed: null,
  state: 'pending',
  rows_total: null,
  rows_done: 0,
  as_of: {
    size: 48211,
    root: ROOT,
    created_at: CREATED_AT,
    note: 'onceover/mer_019a9d1b0c3572f18d1e4b6a90c27f53\n48211\nmz8NXmp7jJ0Bmp0bXD58igw1cvGNHktqkMJ/U/GNHks=\n\n— onceover/mer_019a9d1b0c3572f18d1e4b6a90c27f53 …\n',
  },
  requested_by: REQUESTED_BY,
  reason: 'Dispute 2026-118',
  created_at: CREATED_AT,
  finished_at: null,
  expires_at: '2026-12-24T09:00:00.214Z',
  error: null,
  sha256: null,
};
const ready = {
  ...asked,
  state: 'ready',
  rows_total: 37,
  rows_done: 37,
  finished_at: '2026-11-24T09:00:01.870Z',
  sha256: '056179fa6e4c8e5a9b00ada9ab1ad75e056179fa6e4c8e5a9b00ada9ab1ad75e',
};

export const EXPORT_EXAMPLES: Readonly<Record<string, OperationExample>> = {
  createExport: {
    requests: {
      'All attempts of a customer': {
        kind: 'events',
        format: 'csv',
        filter: { customer_reference: 'cus_81723' },
        reason: 'Dispute 2026-118',
      },
      'A sample for an audit': {
        kind: 'events',
        format: 'jsonl',
        filter: { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' },
        sample: 25,
        seed: 'drawn on 24 November',
      },
    },
    responses: { 202: asked },
  },
  listExports: { responses: { 200: { data: [ready], next_cursor: null, as_of: CREATED_AT } } },
  getExport: { responses: { 200: ready } },
  cancelExport: {
    responses: { 200: { ...asked, state: 'cancelled', finished_at: CREATED_AT } },
  },
};
