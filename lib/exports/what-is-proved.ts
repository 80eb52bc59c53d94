/** Sentences of every manifest, shown by the verifier. */
export const PROVED = [
  'each row is a record of the log, and is what was sealed when it happened',
  'the records of the range are all there, in order, and are those that the checkpoint was signed over',
  'the data are complete: every record of the range shows whether it matches the filter',
  'the row count and the sums are those of the rows',
];

export const LIMITS = [
  'that whatever happened was recorded: the log holds what reached Onceover, and attempts that were observed elsewhere only as they were reported',
  "that the clocks were right: times are those of Onceover's database, or of who reported them",
  'that everybody was shown the same log: compare checkpoints that others hold, or earlier ones of your own (--since)',
];

/** Of rows that are not records of the log. */
export const PLAIN_LIMITS = [
  'that the rows are records of the log: these are signed as the database had them; export the events to have them proved',
];
