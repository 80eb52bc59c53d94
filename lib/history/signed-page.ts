import { type ApiResponse, jsonResponse } from '@/lib/http/api-message';

/** A page of a list; `next` is the signed place behind it. */
export function listResponse(data: readonly unknown[], next: string | undefined): ApiResponse {
  return jsonResponse(200, {
    data,
    next_cursor: next ?? null,
    as_of: new Date().toISOString(),
  });
}
