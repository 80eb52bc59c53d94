import { Group, Text, Title } from '@mantine/core';

interface PageTitleProps {
  readonly title: string;
  readonly lead?: string;
  /** What can be done here. */
  readonly children?: React.ReactNode;
}

export function PageTitle({ title, lead, children }: PageTitleProps) {
  return (
    <Group justify="space-between" align="flex-start" mb="lg" gap="md">
      <div>
        <Title order={1} size="h2">
          {title}
        </Title>
        {lead && (
          <Text c="dimmed" mt={4}>
            {lead}
          </Text>
        )}
      </div>
      {children}
    </Group>
  );
}
