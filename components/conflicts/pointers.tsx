import { Code, Group, Text } from '@mantine/core';
import styles from './conflicts.module.css';

const SHOWN_MAX = 5;

interface PointersProps {
  readonly pointers: readonly string[] | null;
}

/** Where requests differ. */
export function Pointers({ pointers }: PointersProps) {
  if (pointers === null || pointers.length === 0) return <NotKnown />;
  const rest = pointers.length - SHOWN_MAX;
  return (
    <Group gap={4}>
      {pointers.slice(0, SHOWN_MAX).map((pointer) => (
        <Code key={pointer} className={styles.pointer} title={pointer}>
          {named(pointer)}
        </Code>
      ))}
      {rest > 0 && (
        <Text size="xs" c="dimmed">
          and {rest} more
        </Text>
      )}
    </Group>
  );
}

/** The same in one line, as far as there is room. */
export function PointersInLine({ pointers }: PointersProps) {
  if (pointers === null || pointers.length === 0) return <NotKnown />;
  const text = pointers.map(named).join('  ');
  return (
    <Text size="xs" ff="monospace" truncate title={text}>
      {text}
    </Text>
  );
}

function NotKnown() {
  return (
    <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
      not known
    </Text>
  );
}

/** RFC 6901 points to the whole with nothing. */
function named(pointer: string): string {
  return pointer === '' ? 'the whole body' : pointer;
}
