import { columnVisibilityFeature, createColumnHelper, tableFeatures } from '@tanstack/react-table';

/** The server filters, sorts and pages; the table only knows which columns are shown. */
export const listFeatures = tableFeatures({ columnVisibilityFeature });

export function listColumnHelper<Row extends object>() {
  return createColumnHelper<typeof listFeatures, Row>();
}

/** Where a row stands while rows above it are not drawn; `aria-rowindex` counts the header. */
export function ariaRowIndex(index: number): number {
  return index + 2;
}
