/** What members mean, by name, or by `parent.name` where a parent gives it a meaning of its own. */
const MEANINGS: Readonly<Record<string, string>> = {
  id: 'Names it; never changes.',
  object: 'What this is.',
  created_at: 'When it was made.',
  data: 'The page, newest first.',
  next_cursor: 'Send it as `cursor` for the next page; null on the last one.',
  reason: 'Why; kept in the log with the change.',
  status: 'How it stands.',

  amount: 'In minor units.',
  currency: 'ISO 4217, or BTC.',
  customer_reference: 'Your name for the customer who pays.',
  order_reference: 'Your name for what is paid for.',
  provider_reference: "The payment provider's name for this payment.",
  description: 'For people; not interpreted.',
  payment_method: 'What was paid with. Never a card number.',
  'payment_method.type': 'For example `card` or `sepa_debit`.',
  'payment_method.brand': 'For example `visa`.',
  'payment_method.last4': 'The last four digits of the card.',
  'payment_method.fingerprint': "The provider's name for the card, the same at every use.",
  metadata: 'Your own pairs of strings.',
  timestamp:
    'When you sent it. A retry may change it: by default it is left out of the comparison.',
  payments: 'The payments, in order.',
  results: 'What each record would be answered with by itself, in order.',
  'results.idempotency_key': "The record's key; null if it had none.",
  'results.status': 'The status of the single call.',
  'results.replayed': 'Whether this is the answer of an earlier request.',
  'results.body': 'The body of the single call: a payment or a problem.',

  observations: 'The reports, each judged by itself.',
  'ObservationInput.id': 'Your name for this report; sent again, it is a duplicate.',
  occurred_at: 'When the attempt was decided; not in the future.',
  'ObservationInput.operation': 'What was attempted, in your own words.',
  'ObservationInput.idempotency_key': 'The key of the attempt, if it had one.',
  outcome: 'How the attempt ended.',
  http_status: 'What the caller was answered with.',
  fingerprint: 'SHA-256 of the request, 64 hexadecimal digits.',
  resource_id: 'What the attempt made.',
  event_id: 'The event of the attempt, `evt_…`.',
  part: 'Which of the two it is.',
  client_id: 'Who sent the attempt.',
  ip: 'From where it came.',
  user_agent: 'What sent it.',
  latency_ms: 'How long deciding took.',
  accepted: 'How many are in the log now.',
  duplicates: 'How many were reported before.',
  rejected: 'Those that do not fit; all others were taken.',
  'rejected.index': 'Its place in the report, from 0.',
  'rejected.detail': 'What it should be.',

  payment_id: 'The payment, `pay_…`.',
  queue: 'Who is to do it.',
  payload: 'What is handed over, any JSON.',
  run_at: 'Not before this time; without it, at once.',
  runs: 'How often it was tried.',
  started_at: 'When it was last begun; null before.',
  finished_at: 'When it ended; null before.',
  result: 'What it left, any JSON.',

  operation: '`payments`, `refunds` or `jobs`.',
  preset: 'What a payment provider publishes, to start from.',
  retention: 'How long a key is kept: an ISO 8601 duration, or `indefinite`.',
  evidence_retention: "How long bodies are kept from the key's expiry on: an ISO 8601 duration.",
  ignored_members: 'Pointers (RFC 6901) that a retry may change.',
  key_headers: 'Headers that may carry the key besides the usual two.',
  created_by: 'Who made it; null for what is built in.',

  name: 'For people.',
  merchant_id: 'Whose it is, `mer_…`.',
  scopes: 'What it may do.',
  expires_at: 'Refused from then on; without it, never.',
  revoked_at: 'When it was revoked; null while it holds.',

  kind: 'An attempt, or what a person or an API key did.',
  source: 'Who tells of it: this service, or another one that was observed.',
  idempotency_key: 'The idempotency key, as it was sent.',
  key_id: 'The key, `ikey_…`.',
  generation: 'Which execution under the key, from 1.',
  last4: 'The last four digits of the card.',
  policy_version: 'The version of the policy that it was judged under; 0 is built in.',
  request_id: 'The HTTP request, `req_…`.',
  actor: 'Who did it.',
  actor_role: 'In which role.',
  action: 'What was done.',
  subject_type: 'What kind of thing it was done to.',
  subject_id: 'What it was done to.',
  first_seen: 'When its first event was; microseconds.',
  last_seen: 'When its last event was; microseconds.',
  executed_at: 'When it was executed.',
  first_event: 'Its first event.',
  last_event: 'Its last event.',
  attempts: 'How many attempts there were.',
  replays: 'Attempts that were answered from the store.',
  conflicts: 'Attempts with a different request.',
  from: 'Where the span begins.',
  to: 'Where it ends; not included.',
  step: 'How long each step is.',
  at: 'When it begins.',
  outcomes: 'Attempts by outcome; undelivered answers too.',
  p50: 'Half took less; null where nothing was timed.',
  p95: '95 % took less.',
  p99: '99 % took less.',
  first_seq: 'The seq of its first event.',
  last_seq: 'The seq of its last event.',
  bytes: 'How large it is.',
  by: 'What tells the groups apart.',
  value: 'What the group has in common; null where attempts have none.',
  what: 'What it is.',
  href: 'Where it is.',
  'Key.state': 'How what is stored under it stands now.',
  email: 'What the person signs in with.',
  role: '`viewer`, `engineer`, `auditor` or `admin`.',

  'ExportInput.kind': 'Which list the rows are those of; `access` is who read and changed what.',
  'Export.kind': 'Which list the rows are those of.',
  format: '`csv`: RFC 4180, safe to open in a spreadsheet; `jsonl`: the exact values.',
  filter: 'What was asked for, in the one spelling that the manifest has.',
  sample: 'How many of the matching rows are drawn.',
  seed: 'Decides which; made up where a sample comes without one.',
  state: 'How it stands.',
  rows_total: 'How many rows it will have; null until they are counted.',
  rows_done: 'How many are written.',
  'Export.as_of': 'The checkpoint of the log that it is of; null until one is signed.',
  'as_of.size': 'How many records of the log it covers.',
  'as_of.root': 'The root of their tree, hexadecimal.',
  'as_of.note': 'The signed note, as C2SP tlog-checkpoint has it.',
  requested_by: 'Who asked for it.',
  reviewed_by: 'Who has looked at the day.',
  reviewed_at: 'When it was signed off; microseconds.',
  error: 'Why it failed; null unless it did.',
  sha256: 'Of the data file, hexadecimal; null until it is written.',

  title: 'The same for every problem of this type.',
  detail: 'What it was this time.',
  errors: 'The members that do not fit.',
  'errors.detail': 'What it should be.',
  'Problem.status': 'The HTTP status again.',
};

interface Node {
  readonly properties?: Readonly<Record<string, object>>;
  readonly description?: string;
}

/** Says of each member what it means, unless its schema does. */
export function describeMembers<T>(document: T): T {
  return described(document, '') as T;
}

/** `parent` is the member or the component that a schema belongs to. */
function described(node: unknown, parent: string): unknown {
  if (Array.isArray(node)) return node.map((part) => described(part, parent));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => {
      if (name === 'example' || name === 'examples') return [name, value];
      if (name === 'properties') return [name, describedProperties(value, parent)];
      return [name, described(value, SCHEMA_WORDS.has(name) ? parent : name)];
    }),
  );
}

/** Names that stand between a member's schema and the members inside it. */
const SCHEMA_WORDS: ReadonlySet<string> = new Set(['items', 'allOf', 'anyOf', 'oneOf']);

function describedProperties(properties: NonNullable<Node['properties']>, parent: string) {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      const meaning = MEANINGS[`${parent}.${name}`] ?? MEANINGS[name];
      return [
        name,
        { ...(meaning && { description: meaning }), ...(described(schema, name) as Node) },
      ];
    }),
  );
}
