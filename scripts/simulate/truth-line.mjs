import { isReplay, sha256, slugOf } from './attempt.mjs';

/** @typedef {import('./attempt.mjs').Attempt} Attempt */
/** @typedef {import('./attempt.mjs').KeyedRecord} KeyedRecord */
/** @typedef {import('./http-client.mjs').HttpAnswer} HttpAnswer */

/**
 * A line of the ground truth. `label` and `charge` are what was meant, `expected` what had to come,
 * `got` what came; `effect` says whether this very request made something, null if nobody can know.
 * @param {{ at: string, scenario: string, actor: string, resent: boolean, faults: readonly string[], ms: number }} occasion
 * @param {{ attempt: Attempt, request: ReturnType<typeof import('./attempt.mjs').requestOf>, from: import('./attempt.mjs').Identity, as: import('./attempt.mjs').Merchant }} sent
 * @param {HttpAnswer | undefined} answer
 */
export function truthLine(
  { at, scenario, actor, resent, faults, ms },
  { attempt, request, from, as },
  answer,
) {
  const { label, key, charge, payments, status, slug, replayed } = attempt;
  const records = attempt.records && recordLines(attempt.records, answer);
  return {
    at,
    scenario,
    label: resent && label === 'honest' ? 'retry' : label,
    actor,
    merchant_id: as.id,
    method: request.method,
    path: request.path,
    operation: /^\/(payments|refunds|jobs)\b/.exec(request.path)?.[1],
    idempotency_key: key,
    charge,
    charges: payments?.map((payment) => payment.charge),
    client: from,
    request_sha256: request.body === undefined ? undefined : sha256(request.body),
    expected: { status, slug, replayed },
    got: answer && {
      status: answer.status,
      slug: slugOf(answer),
      replayed: isReplay(answer),
      request_id: answer.headers['request-id'],
      resource_id: answer.headers.location?.split('/').at(-1),
      body_sha256: sha256(answer.text),
      ms,
    },
    effect: answer && records ? records.some(({ effect }) => effect) : effectOf(answer),
    records,
    mismatches: faults.length > 0 ? faults : undefined,
  };
}

/**
 * Whether this request had an effect; null where nobody can know.
 * @param {HttpAnswer | undefined} answer
 */
function effectOf(answer) {
  if (answer === undefined || answer.status >= 500) return null;
  return answer.status < 300 && answer.status > 200 && !isReplay(answer);
}

/** @param {readonly KeyedRecord[]} records @param {HttpAnswer | undefined} answer */
function recordLines(records, answer) {
  const results = answer?.status === 200 ? JSON.parse(answer.text).results : [];
  return records.map(({ label, key, charge, status, slug, replayed }, index) => {
    const result = results[index];
    return {
      label,
      idempotency_key: key,
      charge,
      expected: { status, slug, replayed },
      got: result && {
        status: result.status,
        slug: result.body.type?.replace('/problems/', ''),
        replayed: result.replayed,
        resource_id: result.body.id,
      },
      effect: result ? result.status === 201 && !result.replayed : null,
    };
  });
}
