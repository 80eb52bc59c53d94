import type { Queryable } from '@/lib/database/session';
import type { JsonValue } from '@/lib/http/strict-json';
import type { PaymentRow } from '@/lib/operations/payment-row';

/** What policies are kept for: batches and single payments share one. */
export const OPERATIONS = ['payments', 'refunds', 'jobs'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Who asks, and from where: the same for all records of a batch. */
export interface Caller {
  readonly merchantId: string;
  /** The API key's id. */
  readonly clientId: string;
  readonly ip: string;
  readonly userAgent: string | null;
  /** UUID of the HTTP request. */
  readonly requestId: string;
  /** performance.now() at arrival. */
  readonly receivedAtMs: number;
}

/** One keyed attempt, with all that its verdict needs. */
export interface Attempt {
  /** UUID; the id of its event. Equals the request's, but for the records of a batch. */
  readonly attemptId: string;
  readonly caller: Caller;
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  readonly key: string;
  readonly body: JsonValue;
  /** How long it may wait for a first request in flight. */
  readonly waitMs: number;
  /** What the event shows of the content, as far as it could be read. */
  readonly facts: AttemptFacts;
}

/** The typed columns of an attempt's event. */
export interface AttemptFacts {
  readonly amount?: number | undefined;
  readonly currency?: string | undefined;
  readonly customer_reference?: string | undefined;
  readonly order_reference?: string | undefined;
  readonly provider_reference?: string | undefined;
  readonly last4?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly payment_id?: string | undefined;
  readonly queue?: string | undefined;
  readonly records?: number | undefined;
}

/** The answer that a transaction decided on, to be stored under its key. */
export interface ExecutedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly location: string | null;
  readonly body: string;
  readonly resourceId: string | null;
  readonly facts?: AttemptFacts;
}

/** A payment to be stored, and its answer before and after the value of its last member, created_at. */
export interface NewPayment {
  readonly row: PaymentRow;
  readonly resourceId: string;
  readonly location: string;
  readonly bodyHead: string;
  readonly bodyTail: string;
}

/** What happens if the key is new. */
export type Plan =
  /** A payment, made only by the attempt that claims the key; committed in a group with others. */
  | { readonly kind: 'payment'; readonly make: () => NewPayment }
  /** Anything else: a transaction of its own. A Problem thrown leaves the key unused. */
  | {
      readonly kind: 'transaction';
      readonly execute: (
        transaction: Queryable,
        decided: { readonly createdAt: string; readonly fingerprint: string },
      ) => Promise<ExecutedAnswer>;
    }
  /** Content that fails validation: answered only if nothing is stored under the key. */
  | { readonly kind: 'invalid'; readonly problem: Error };

/** What is stored under a key. */
export interface StoredAnswer {
  readonly generation: number;
  readonly operation: Operation;
  readonly policyVersion: number;
  /** SHA-256, hexadecimal. */
  readonly fingerprint: string;
  readonly executorId: string;
  readonly status: number;
  readonly contentType: string;
  readonly location: string | null;
  readonly body: string;
  /** RFC 3339, microseconds. */
  readonly createdAt: string;
  /** RFC 3339; null where it is kept indefinitely. */
  readonly expiresAt: string | null;
}

/** How an attempt ended, where something is stored under its key. */
export type Settled =
  | { readonly kind: 'executed'; readonly stored: StoredAnswer }
  | { readonly kind: 'replayed'; readonly stored: StoredAnswer }
  | { readonly kind: 'conflict'; readonly stored: StoredAnswer };
