import type { JsonValue } from '@/lib/http/strict-json';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import { validate } from '@/lib/http/validate';
import type { AttemptFacts, Plan } from '@/lib/idempotency/attempt';
import { API_BASE } from './base-path';
import { jobInput } from './contract';
import { withoutKey } from './payments';
import { insertJob } from './store';

/** What a job's body plans: a row of ours in the claim's commit; the relay hands it over once. */
export function planJob(
  body: JsonValue,
  request: { readonly merchantId: string; readonly requestId: string },
): { plan: Plan; facts: AttemptFacts } {
  const validated = validate(jobInput, withoutKey(body));
  if (!validated.ok) return { plan: { kind: 'invalid', problem: validated.problem }, facts: {} };
  const { queue, payload, run_at } = validated.value;
  return {
    facts: { queue },
    plan: {
      kind: 'transaction',
      execute: async (transaction, { createdAt }) => {
        const jobId = uuidv7();
        const id = publicId('job', jobId);
        const runAt = run_at === undefined ? createdAt : new Date(run_at).toISOString();
        await insertJob(transaction, {
          ...request,
          jobId,
          queue,
          payload: JSON.stringify(payload),
          runAt,
          createdAt,
        });
        return {
          status: 202,
          contentType: 'application/json',
          location: `${API_BASE}/jobs/${id}`,
          body: JSON.stringify({
            id,
            object: 'job',
            queue,
            status: 'queued',
            run_at: runAt,
            created_at: createdAt,
          }),
          resourceId: id,
        };
      },
    },
  };
}
