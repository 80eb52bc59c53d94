/** A request as the handlers see it: neither Next's nor node:http's. */
export interface ApiRequest {
  /** UUIDv7; shown as `Request-Id`, and the id of the attempt's event. */
  readonly requestId: string;
  /** performance.now() when the request arrived. */
  readonly receivedAtMs: number;
  readonly method: string;
  /** Path without the query, as sent. */
  readonly path: string;
  /** Query without the question mark, as sent. */
  readonly query: string;
  /** Names in lower case; a repeated header's values are joined by ", ". */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The caller's address, after the trusted proxies. */
  readonly ip: string;
  /** Reads the whole body once; throws the problem `payload-too-large` past the limit. */
  readonly readBody: (limitBytes: number) => Promise<Uint8Array>;
}

/** A body that is sent as it comes. A piece is good only until the next one is asked for. */
export type Pieces = AsyncIterable<Uint8Array>;

export interface ApiResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** `Set-Cookie` headers, one each. */
  readonly cookies?: readonly string[];
  /** Pieces come with their `content-length`; the door ends them where the client is gone. */
  readonly body: string | Uint8Array | Pieces | null;
  /** The door calls it when the client was gone before the answer was written. */
  readonly onUndelivered?: () => void;
  /** Whom the answer is about, for the log of who read what, where its body does not say. */
  readonly customerReference?: string;
}

export function isPieces(body: ApiResponse['body']): body is Pieces {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/** A JSON answer that no cache may keep. */
export function jsonResponse(
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): ApiResponse {
  return jsonTextResponse(status, JSON.stringify(value), headers);
}

/** The same of what is JSON already. */
export function jsonTextResponse(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body,
  };
}
