/** Something to go to or to do, in the palette. */
export interface PaletteOption {
  readonly id: string;
  readonly label: string;
  /** What it is. */
  readonly hint: string;
  /** Where it leads; without one, it is done by the palette. */
  readonly href?: string;
}
