import { Stack, Text } from '@mantine/core';
import type { ShownPayloads } from '@/lib/history/answers';
import { CodeBlock } from '../code/code-block';
import { Facts } from '../data/facts';
import { Timestamp } from '../time/timestamp';

/** What is kept, newest first: each body with the attempt that it is of. */
export function Bodies({ payloads }: { readonly payloads: ShownPayloads }) {
  const { bodies, last4, metadata } = payloads;
  const pairs = Object.entries(metadata ?? {});
  return (
    <Stack gap="lg" mt="md">
      {(last4 !== null || pairs.length > 0) && (
        <Facts facts={[...(last4 === null ? [] : [['Card ends in', last4] as const]), ...pairs]} />
      )}
      {bodies.length === 0 && (
        <Text size="sm" c="dimmed">
          No body is kept: nothing was executed, the policy’s evidence retention is over, or the
          customer was erased. The fingerprint and the log remain.
        </Text>
      )}
      {bodies.map(({ event_id: id, part, body, seq, outcome, occurred_at: at }) => (
        <div key={`${id} ${part}`}>
          <Text size="sm" c="dimmed" mb={4}>
            <Timestamp value={at} />
            {seq !== null && ` · no. ${seq.toLocaleString('en')} in the log`}
          </Text>
          <CodeBlock title={titleOf(part, outcome)} text={indented(body)} language="json" />
        </div>
      ))}
    </Stack>
  );
}

function titleOf(part: 'request' | 'response', outcome: string): string {
  if (outcome === 'payload_conflict') return `Conflicting ${part}`;
  return part === 'request' ? 'First request' : 'Stored response';
}

/** Easier to read; what is no JSON stays as it is. Numbers were checked to keep their value. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
