import { Alert, Button, Card, List, Progress, Text, Title } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useState } from 'react';
import type { ShownEvent } from '@/lib/history/answers';
import type { Checked } from './check-events';

interface ProofCheckProps {
  readonly events: readonly ShownEvent[];
  readonly merchant: string | undefined;
}

/** Proves, in the reader's own browser, that the attempts stand in the signed log as they are shown. */
export function ProofCheck({ events, merchant }: ProofCheckProps) {
  const [checked, setChecked] = useState<readonly Checked[]>();
  const [failure, setFailure] = useState<string>();
  const [total, setTotal] = useState(0);
  const check = () => {
    setChecked([]);
    setFailure(undefined);
    setTotal(events.length);
    import('./check-events')
      .then(({ checkEvents }) =>
        checkEvents(events, merchant, (one) => setChecked((before) => [...(before ?? []), one])),
      )
      .catch((error: unknown) => {
        setChecked(undefined);
        setFailure(error instanceof Error ? error.message : 'It could not be checked: try again.');
      });
  };
  const done = checked !== undefined && checked.length === total;
  return (
    <Card component="section" withBorder padding="lg" aria-labelledby="proof">
      <Title order={2} size="h4" id="proof">
        Proof
      </Title>
      <Text size="sm" c="dimmed" mt={4} mb="md">
        Each attempt is a leaf of a signed Merkle tree. Your browser computes the path from each of
        the attempts above to the signed root, and compares every value that is shown.
      </Text>
      {checked && !done && (
        <Progress
          value={(100 * checked.length) / Math.max(1, total)}
          aria-label="Checking"
          mb="md"
        />
      )}
      <div role="status">{done && <Result checked={checked} />}</div>
      {failure && <Alert color="red">{failure}</Alert>}
      {!done && (
        <Button
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconShieldCheck size={16} aria-hidden />}
          loading={checked !== undefined}
          disabled={events.length === 0}
          onClick={check}
        >
          Check {events.length === 1 ? 'it' : `all ${events.length}`} here
        </Button>
      )}
    </Card>
  );
}

function Result({ checked }: { readonly checked: readonly Checked[] }) {
  const faults = checked.flatMap((one) => (one.ok ? [] : [one]));
  const [proved] = checked.flatMap((one) => (one.ok ? [one.verdict] : []));
  if (faults.length > 0) {
    return (
      <Alert color="red" icon={<IconShieldX aria-hidden />} title="Not proved">
        <List size="sm">
          {faults.map(({ id, fault }) => (
            <List.Item key={id}>
              {id}: {fault}
            </List.Item>
          ))}
        </List>
      </Alert>
    );
  }
  return (
    <Alert
      color="pine"
      icon={<IconShieldCheck aria-hidden />}
      title={`Proved: ${checked.length === 1 ? 'the attempt is' : `all ${checked.length} attempts are`} in the signed log as shown`}
    >
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        Checkpoint of {proved?.size.toLocaleString('en')} events, root {proved?.root}, signed by{' '}
        {proved?.signer}.
      </Text>
    </Alert>
  );
}
