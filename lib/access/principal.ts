/** What an API key may do. `operator` manages merchants and sees no data. */
export const SCOPES = ['ingest', 'read', 'export', 'admin', 'operator'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who is asking, once authenticated. */
export interface Principal {
  readonly merchantId: string;
  /** The API key's id: `client_id` of its events. */
  readonly clientId: string;
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
}
