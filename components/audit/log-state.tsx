import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import type { Integrity } from '@/lib/ledger/integrity/contract';
import { Timestamp } from '../time/timestamp';

const STATES = {
  sealing: {
    color: 'pine',
    title: 'The log is sealed as it grows',
    text: 'Events are in the log within seconds, and its end is signed at least every 10 s while it grows.',
  },
  behind: {
    color: 'orange',
    title: 'The log is behind',
    text: 'Events have waited for longer than a minute. None is lost: they wait in the database. See the server’s log for what holds it up.',
  },
  stopped: {
    color: 'red',
    title: 'Nobody seals the log',
    text: 'Payments are still decided and their events are kept, but not sealed. Start an instance that may move the log.',
  },
} as const;

interface LogStateProps {
  readonly integrity: Integrity;
  /** Whether it could not be read again just now. */
  readonly failed: boolean;
}

/** Whether the control works, just now. */
export function LogState({ integrity, failed }: LogStateProps) {
  const { state, since, roles_separated: separated, as_of: asOf } = integrity;
  const { color, title, text } = STATES[state];
  const Icon = state === 'sealing' ? IconShieldCheck : IconAlertTriangle;
  return (
    <Stack gap="sm">
      <Alert color={color} icon={<Icon aria-hidden />} title={title} role="status">
        {text}
        {since && (
          <Text size="sm" mt={4}>
            Since <Timestamp value={since} />.
          </Text>
        )}
        {failed && (
          <Text size="sm" mt={4}>
            As of <Timestamp value={asOf} />: the server does not answer just now.
          </Text>
        )}
      </Alert>
      {!separated && (
        <Alert
          color="orange"
          icon={<IconAlertTriangle aria-hidden />}
          title="Database roles are not separated"
        >
          The login that takes requests could change the log’s tables. A change would still be found
          below, but it would not be prevented: give DIRECT_DATABASE_URL a login of its own.
        </Alert>
      )}
    </Stack>
  );
}
