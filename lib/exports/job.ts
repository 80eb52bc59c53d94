import type { StatedFilter } from './stated-filter';

/** What an export is of, all that its files are made from. Times are RFC 3339 with microseconds. */
export interface ExportJob {
  readonly merchantId: string;
  readonly exportId: string;
  readonly kind: ExportKind;
  readonly format: ExportFormat;
  readonly filter: StatedFilter;
  readonly sample: { readonly size: number; readonly seed: string } | null;
  readonly asOf: AsOf;
  readonly requestedBy: string;
  readonly requestedAt: string;
}

/** A checkpoint of the merchant's log. */
export interface AsOf {
  readonly size: number;
  readonly at: string;
  /** The signed note. */
  readonly note: string;
}

export const EXPORT_KINDS = ['events', 'access', 'payments', 'keys'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];
export const EXPORT_FORMATS = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Whether its rows are records of the log, which a bundle proves. */
export function isOfRecords({ kind }: Pick<ExportJob, 'kind'>): boolean {
  return kind === 'events' || kind === 'access';
}
