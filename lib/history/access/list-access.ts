import type { ApiResponse } from '@/lib/http/api-message';
import type { AccessQuery } from '../contract';
import { listEvents } from '../events/list-events';
import type { HistoryReader } from '../history-reader';

/** A page of what people and API keys read and changed, newest first: the log's system events. */
export async function listAccess(
  reader: HistoryReader,
  merchantId: string,
  { action, customer, ...query }: AccessQuery,
): Promise<ApiResponse> {
  const filter = {
    ...query,
    kind: 'system',
    outcome: action,
    customer_reference: customer,
  } as const;
  return await listEvents(reader, merchantId, filter, '/audit/access');
}
