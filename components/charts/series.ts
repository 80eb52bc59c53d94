/** What a chart draws of each row, and its table twin writes. */
export interface Series {
  /** The row's member. */
  readonly name: string;
  readonly label: string;
  /** A colour of Mantine's. */
  readonly color: string;
}

/** A step of time and its values; null where there is none. */
export interface ChartRow {
  /** RFC 3339: when the step begins. */
  readonly at: string;
  readonly values: Readonly<Record<string, number | null>>;
}

/** Something that happened, drawn over the bars. */
export interface ChartMark {
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly label: string;
  readonly reason: string;
  /** Who noted it. */
  readonly created_by: string;
}

/** Where rows or marks are zoomed to: from the beginning of one step to the end of another. */
export type OnZoom = (from: string, to: string) => void;
