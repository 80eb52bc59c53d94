import type { ShownEvent } from '@/lib/history/answers';
import { formatMoney } from '../money/format-money';
import { describeGap } from '../time/describe-gap';
import type { ComparedKey } from './compared-key';

interface ComparedVerdict {
  readonly tone: 'once' | 'look' | 'never';
  readonly title: string;
  readonly detail: string;
}

const AND = new Intl.ListFormat('en-GB');
const EXECUTIONS = ['executed', 'reused_after_expiry'];

/** What happened under several keys together: the answer to "was it charged twice?". */
export function comparedVerdict(compared: readonly ComparedKey[]): ComparedVerdict {
  const executions = compared
    .flatMap(({ events }) => events)
    .filter(({ outcome }) => EXECUTIONS.includes(outcome))
    .sort((one, other) => (one.occurred_at < other.occurred_at ? -1 : 1));
  const [first, ...others] = executions;
  const last = others.at(-1);
  if (!first) return { tone: 'never', title: 'Nothing was executed.', detail: '' };
  if (!last)
    return {
      tone: 'once',
      title: `Executed once: ${amountOf(first)}.`,
      detail: repeated(compared),
    };
  const keys = new Set(executions.map(({ idempotency_key: key }) => key)).size;
  const under = keys === 1 ? 'one key, used again after it had expired' : `${keys} different keys`;
  const apart = describeGap(first.occurred_at, last.occurred_at);
  return {
    tone: 'look',
    title: `Executed ${executions.length} times, under ${under}: ${AND.format(executions.map(amountOf))}.`,
    detail: `${apart} from the first to the last. ${sameRequest(executions)} ${repeated(compared)}`,
  };
}

function sameRequest(executions: readonly ShownEvent[]): string {
  const prints = new Set(executions.map(({ fingerprint }) => fingerprint));
  if (prints.has(null)) return '';
  return prints.size === 1
    ? 'The requests were the same: their fingerprints are equal.'
    : 'The requests were not quite the same: their fingerprints differ.';
}

function repeated(compared: readonly ComparedKey[]): string {
  const replays = compared.reduce((sum, { key }) => sum + key.replays, 0);
  if (replays === 0) return '';
  return `${replays.toLocaleString('en')} further ${replays === 1 ? 'attempt was' : 'attempts were'} replayed and charged nothing.`;
}

function amountOf({ amount, currency, operation }: ShownEvent): string {
  return amount !== null && currency
    ? formatMoney(amount, currency)
    : (operation ?? 'an operation');
}
