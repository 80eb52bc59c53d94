import type { ShownEvent } from '@/lib/history/answers';
import { type EventProof, type EventVerdict, verifyEvent } from '@/lib/verify/event-proof';
import { browserDigest } from '@/lib/verify/page/browser-digest';
import { callApi } from '../data/call-api';
import { withMerchant } from '../shell/merchant';

/** What became of one event: proved, or why not. */
export type Checked =
  | { readonly id: string; readonly ok: true; readonly verdict: EventVerdict }
  | { readonly id: string; readonly ok: false; readonly fault: string };

/** What the page shows of an event and the log has a column for. */
const SEEN = [
  'outcome',
  'occurred_at',
  'http_status',
  'operation',
  'idempotency_key',
  'generation',
  'fingerprint',
  'resource_id',
  'amount',
  'currency',
  'customer_reference',
  'order_reference',
  'provider_reference',
  'client_id',
  'request_id',
  'ip',
  'user_agent',
] as const;

/**
 * Asks for each event's proof and checks it here, in the browser: signature, path and every value
 * that is shown. Of the server only its public keys are believed.
 */
export async function checkEvents(
  events: readonly ShownEvent[],
  merchant: string | undefined,
  onChecked: (checked: Checked) => void,
): Promise<void> {
  const read = <Answer>(path: string) =>
    callApi<Answer>(withMerchant(`/api/v1/audit/${path}`, merchant) as `/api/${string}`);
  const { data } = await read<{ data: { verifier_key: string }[] }>('public-keys');
  const keys = data.map(({ verifier_key: key }) => key);
  for (const event of events) {
    const proof = await read<EventProof>(`events/${event.id}/proof`);
    const columns = Object.fromEntries(SEEN.map((name) => [name, event[name]]));
    const seen = { id: event.id, seq: event.seq, columns };
    onChecked(
      await verifyEvent(browserDigest, proof, keys, seen).then(
        (verdict) => ({ id: event.id, ok: true as const, verdict }),
        (error: unknown) => ({ id: event.id, ok: false as const, fault: faultOf(error) }),
      ),
    );
  }
}

function faultOf(error: unknown): string {
  return error instanceof Error ? error.message : 'it could not be checked';
}
