/** A payment as it is stored, but for its time, which the deciding statement sets. */
export interface PaymentRow {
  readonly paymentId: string;
  readonly amount: number;
  readonly currency: string;
  readonly customerReference: string;
  readonly orderReference: string | null;
  readonly providerReference: string | null;
  readonly description: string | null;
  /** JSON text. */
  readonly paymentMethod: string | null;
  /** JSON text. */
  readonly metadata: string | null;
  readonly clientTimestamp: string | null;
}
