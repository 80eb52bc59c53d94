import type { ShownEvent, ShownKeyDetail } from '@/lib/history/answers';
import { formatMoney } from '../money/format-money';
import { verdictOf } from './verdict-of';

/** A key's story for a ticket; times as the log has them, in UTC. */
export function keyAsMarkdown(key: ShownKeyDetail, events: readonly ShownEvent[]): string {
  const { amount, currency } = key;
  const facts = [
    `**Idempotency key ${code(key.idempotency_key)}**: ${verdictOf(key).text}`,
    '',
    `- id: ${code(key.id)}`,
    `- operation: ${key.operation ?? 'unknown'}`,
    ...(amount !== null && currency ? [`- amount: ${formatMoney(amount, currency)}`] : []),
    ...(key.resource_id ? [`- resource: ${code(key.resource_id)}`] : []),
    ...(key.customer_reference ? [`- customer: ${code(key.customer_reference)}`] : []),
    '',
    '| time (UTC) | outcome | status | request | differs at |',
    '| --- | --- | --- | --- | --- |',
  ];
  const rows = events.map(
    (event) =>
      `| ${event.occurred_at} | ${event.outcome} | ${event.http_status ?? ''} | ${event.request_id ?? ''} | ${(event.changed_pointers ?? []).map(code).join(' ')} |`,
  );
  return [...facts, ...rows, ''].join('\n');
}

/** Whatever a client named so stays text: no formatting, and no end of the cell. */
function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replaceAll('|', '\\|').replaceAll(/\s/g, ' ')}${fence}`;
}
