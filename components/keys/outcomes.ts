interface OutcomeLook {
  readonly label: string;
  readonly color: string;
}

const LOOKS: Readonly<Record<string, OutcomeLook>> = {
  executed: { label: 'Executed', color: 'pine' },
  replayed: { label: 'Replayed', color: 'blue' },
  payload_conflict: { label: 'Different request', color: 'red' },
  in_progress_conflict: { label: 'Still in progress', color: 'yellow' },
  reused_after_expiry: { label: 'Executed after expiry', color: 'orange' },
  response_undelivered: { label: 'Answer not delivered', color: 'grape' },
};

/** An outcome as people read it. */
export function lookOf(outcome: string): OutcomeLook {
  const words = outcome.replaceAll('_', ' ').replace('json', 'JSON');
  return LOOKS[outcome] ?? { label: words.charAt(0).toUpperCase() + words.slice(1), color: 'gray' };
}
