import { Anchor, Card, Text } from '@mantine/core';
import Link from 'next/link';
import styles from './overview.module.css';

interface FigureProps {
  readonly label: string;
  readonly value: React.ReactNode;
  /** What the number is of, or how it came about. */
  readonly note: React.ReactNode;
  /** The rows behind it. */
  readonly href: string;
}

/** A number that matters, and the way to what it is made of. */
export function Figure({ label, value, note, href }: FigureProps) {
  return (
    <Card withBorder padding="md">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Anchor component={Link} href={href} className={styles.value}>
        {value}
      </Anchor>
      <Text size="sm" c="dimmed" component="div">
        {note}
      </Text>
    </Card>
  );
}
