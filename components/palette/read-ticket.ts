import { readDay } from './read-day';
import { readMoney } from './read-money';
import type { Ticket } from './ticket';

const NAMED = String.raw`(?:\s+(?:reference|ref|id|no|number))?\.?\s*[:#=]?\s*("[^"]+"|[^\s,;]+)`;
const CUSTOMER = new RegExp(String.raw`\b(?:customer|client|buyer)${NAMED}`, 'i');
const ORDER = new RegExp(String.raw`\b(?:order|booking|invoice)${NAMED}`, 'i');
const CARD = /\b(?:ending|ends)\s+(?:in|with|on)\s+(\d{4})\b/i;
/** One fact alone is a word like any other; several are a ticket. */
const FACTS_MIN = 2;

/**
 * What a ticket says, as a filter: `customer 123456, EUR 19.99, Tuesday, charged twice`. Days are
 * the zone's. Undefined where it names fewer than two facts.
 */
export function readTicket(text: string, now: Date, zone: string): Ticket | undefined {
  const filter: Record<string, string> = {};
  const facts: string[] = [];
  const add = (found: Ticket | undefined) => {
    if (!found) return;
    Object.assign(filter, found.filter);
    facts.push(...found.facts);
  };
  add(named(CUSTOMER.exec(text), 'customer_reference', 'customer'));
  add(named(ORDER.exec(text), 'order_reference', 'order'));
  add(named(CARD.exec(text), 'last4', 'card ending in'));
  add(readMoney(text));
  add(readDay(text, now, zone));
  return facts.length < FACTS_MIN ? undefined : { filter, facts };
}

function named(match: RegExpExecArray | null, field: string, label: string): Ticket | undefined {
  const value = match?.[1]?.replace(/^"|"$/g, '');
  if (value === undefined || value === '') return undefined;
  return { filter: { [field]: value }, facts: [`${label} ${value}`] };
}
