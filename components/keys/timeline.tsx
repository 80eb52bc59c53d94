import { Badge, Code, Group, Text } from '@mantine/core';
import type { ShownEvent } from '@/lib/history/answers';
import { describeGap } from '../time/describe-gap';
import { Timestamp } from '../time/timestamp';
import { lookOf } from './outcomes';
import styles from './timeline.module.css';

/** What happened, newest first, with the time that lies between. */
export function Timeline({ events }: { readonly events: readonly ShownEvent[] }) {
  return (
    <ol className={styles.timeline}>
      {events.map((event, index) => {
        const before = events[index + 1];
        return (
          <li key={event.id} className={styles.event} data-color={lookOf(event.outcome).color}>
            <Attempt event={event} />
            {before && (
              <Text size="xs" c="dimmed" className={styles.gap}>
                {describeGap(before.occurred_at, event.occurred_at)} after the one below
              </Text>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Attempt({ event }: { readonly event: ShownEvent }) {
  const { label, color } = lookOf(event.outcome);
  const { changed_pointers: changed } = event;
  return (
    <>
      <Group gap="xs">
        <Badge variant="light" color={color}>
          {label}
        </Badge>
        {event.http_status !== null && (
          <Text size="sm" fw={600}>
            {event.http_status}
          </Text>
        )}
        <Text size="sm">
          <Timestamp value={event.occurred_at} />
        </Text>
        <Text size="sm" c="dimmed">
          no. {event.seq.toLocaleString('en')} in the log
        </Text>
      </Group>
      {changed && changed.length > 0 && (
        <Text size="sm" mt={4}>
          Differs at{' '}
          {changed.map((pointer) => (
            <Code key={pointer} mr={4}>
              {pointer}
            </Code>
          ))}
        </Text>
      )}
      {event.reason && (
        <Text size="sm" mt={4}>
          {event.reason}
        </Text>
      )}
      <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: 'anywhere' }}>
        {[
          event.request_id,
          event.client_id,
          event.ip,
          event.user_agent,
          event.latency_ms === null ? null : `${event.latency_ms} ms`,
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </Text>
    </>
  );
}
