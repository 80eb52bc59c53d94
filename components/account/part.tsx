import { Box, Card, Group, Text, Title } from '@mantine/core';

interface PartProps {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** What can be done, at the right. */
  readonly action?: React.ReactNode;
  readonly children?: React.ReactNode;
}

/** A part of the account, with what it is for. */
export function Part({ id, title, about, action, children }: PartProps) {
  return (
    <Card component="section" withBorder padding="lg" aria-labelledby={id}>
      <Group justify="space-between" align="flex-start" gap="md">
        <div style={{ flex: '1 1 260px' }}>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          <Text size="sm" c="dimmed" mt={4}>
            {about}
          </Text>
        </div>
        {action}
      </Group>
      {children && <Box mt="md">{children}</Box>}
    </Card>
  );
}
