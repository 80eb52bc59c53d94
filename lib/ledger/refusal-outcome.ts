import type { ProblemSlug } from '@/lib/http/contract';
import type { Outcome } from './event-record';

/** The outcome that a refusal's event has; the slugs left out are refused without one. */
export const REFUSAL_OUTCOMES: Partial<Record<ProblemSlug, Outcome>> = {
  'idempotency-key-missing': 'key_missing',
  'idempotency-key-invalid': 'key_invalid',
  'request-in-progress': 'in_progress_conflict',
  'outcome-unknown': 'outcome_unknown',
  'invalid-json': 'invalid_json',
  'invalid-request': 'invalid_request',
  unauthenticated: 'unauthenticated',
  forbidden: 'forbidden',
  'unsupported-media-type': 'unsupported_media_type',
  'payload-too-large': 'too_large',
  'rate-limited': 'rate_limited',
  unavailable: 'unavailable',
  internal: 'unavailable',
};
