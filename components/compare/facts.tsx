import type { ShownKey } from '@/lib/history/answers';
import { lookOfState } from '../keys/key-state';
import { verdictOf } from '../keys/verdict-of';
import { formatMoney } from '../money/format-money';
import { Timestamp } from '../time/timestamp';

interface ComparedFact {
  readonly name: string;
  /** What is compared. */
  readonly text: (key: ShownKey) => string;
  readonly cell?: (key: ShownKey) => React.ReactNode;
  /** Of two payments it differs in any case. */
  readonly own?: true;
}

/** What keys are compared by. */
export const FACTS: readonly ComparedFact[] = [
  { name: 'Verdict', own: true, text: (key) => verdictOf(key).text },
  { name: 'State', own: true, text: ({ state }) => lookOfState(state).label },
  { name: 'Operation', text: ({ operation }) => operation ?? '–' },
  {
    name: 'Amount',
    text: ({ amount, currency }) =>
      amount !== null && currency ? formatMoney(amount, currency) : '–',
  },
  { name: 'Customer', text: (key) => key.customer_reference ?? '–' },
  { name: 'Order', text: (key) => key.order_reference ?? '–' },
  { name: 'Provider', text: (key) => key.provider_reference ?? '–' },
  { name: 'Card ends in', text: ({ last4 }) => last4 ?? '–' },
  { name: 'Fingerprint', text: ({ fingerprint }) => fingerprint ?? '–' },
  { name: 'Resource', own: true, text: (key) => key.resource_id ?? '–' },
  {
    name: 'First seen',
    own: true,
    text: (key) => key.first_seen,
    cell: (key) => <Timestamp value={key.first_seen} />,
  },
  {
    name: 'Expires',
    own: true,
    text: (key) => key.expires_at ?? '–',
    cell: (key) => (key.expires_at ? <Timestamp value={key.expires_at} /> : '–'),
  },
];
