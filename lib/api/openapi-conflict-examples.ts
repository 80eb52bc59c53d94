import type { OperationExample } from './openapi-examples';
import {
  CLIENT_ID,
  conflict,
  executed,
  KEY,
  KEY_ID,
  key,
  page,
  span,
} from './openapi-examples-history';

const ANNOTATION = {
  id: 'ann_019a9d1b8c2f7a4e9d1c3b5a7f9e0d2c',
  object: 'annotation',
  at: '2026-11-23T10:15:58.204Z',
  label: 'checkout 4.2',
  reason: 'Deployed by the pipeline, run 1138',
  created_by: 'engineer@example.com',
  created_at: '2026-11-23T10:15:58.204Z',
};

/** Of conflicts, executions after expiry and what was noted, by operation id. */
export const CONFLICT_EXAMPLES: Readonly<Record<string, OperationExample>> = {
  listConflicts: { responses: page(conflict) },
  listStatsConflicts: {
    responses: {
      200: {
        object: 'conflict_groups',
        ...span,
        complete: true,
        data: [
          {
            id: '5a1c0b7f2e9d4c3b8a6f1e0d2c4b6a89',
            changed_pointers: conflict.changed_pointers,
            client_id: CLIENT_ID,
            client_name: 'Checkout',
            user_agent: conflict.user_agent,
            attempts: 3,
            keys: 1,
            customers: 1,
            amounts: { EUR: 9900 },
            first_seen: conflict.occurred_at,
            last_seen: conflict.occurred_at,
          },
        ],
      },
    },
  },
  listReuses: {
    responses: page({
      id: 'evt_019aa2c4d5e67f8091a2b3c4d5e6f708',
      object: 'reuse',
      seq: 61877,
      key_id: KEY_ID,
      idempotency_key: KEY,
      generation: 2,
      operation: 'payments',
      amount: 4990,
      currency: 'EUR',
      customer_reference: 'cus_81723',
      client_id: CLIENT_ID,
      executed_at: '2026-11-25T07:02:11.310227Z',
      expired_at: key.expires_at,
      first_executed_at: executed.occurred_at,
      same_request: true,
      would_have_been: 'replayed',
    }),
  },
  getStatsWhatIf: {
    responses: {
      200: {
        object: 'what_if',
        retention: 'P7D',
        ...span,
        executions: 1,
        complete: true,
        data: [
          {
            would_have_been: 'replayed',
            executions: 1,
            keys: 1,
            customers: 1,
            amounts: { EUR: 4990 },
          },
        ],
      },
    },
  },
  listAnnotations: { responses: page(ANNOTATION) },
  createAnnotation: {
    requests: { Request: { label: 'checkout 4.2', reason: 'Deployed by the pipeline, run 1138' } },
    responses: { 201: ANNOTATION },
  },
};
