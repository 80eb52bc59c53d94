/** How keys of one operation are judged and how long they are kept. */
export interface Policy {
  /** 0 is the built-in default. */
  readonly version: number;
  readonly preset: PresetName | null;
  /** ISO 8601 duration, or "indefinite". */
  readonly retention: string;
  /** ISO 8601 duration, counted from the key's expiry; PT0S keeps none. */
  readonly evidenceRetention: string;
  /** RFC 6901 pointers that the fingerprint leaves out. */
  readonly ignoredMembers: readonly string[];
  /** Headers that may carry the key besides the usual two. */
  readonly keyHeaders: readonly string[];
}

export const INDEFINITE = 'indefinite';

const RULES = { evidenceRetention: 'P13M', ignoredMembers: ['/timestamp'] } as const;

/** Without a policy of its own, an operation has this one. */
export const DEFAULT_POLICY: Policy = {
  version: 0,
  preset: null,
  retention: 'PT24H',
  ...RULES,
  keyHeaders: [],
};

/** What providers publish, as their users know it. */
export const PRESETS = {
  chargebee: { retention: 'PT30M', keyHeaders: ['chargebee-idempotency-key'] },
  stripe: { retention: 'PT24H', keyHeaders: [] },
  xero: { retention: 'PT24H', keyHeaders: [] },
  worldline: { retention: 'PT24H', keyHeaders: ['x-gcs-idempotence-key'] },
  adyen: { retention: 'P7D', keyHeaders: [] },
  worldpay: { retention: 'P30D', keyHeaders: [] },
  amazon_pay: { retention: INDEFINITE, keyHeaders: ['x-amz-pay-idempotency-key'] },
} as const satisfies Record<string, { retention: string; keyHeaders: readonly string[] }>;

export type PresetName = keyof typeof PRESETS;
