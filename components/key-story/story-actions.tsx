import { Button, Group } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import type { ShownEvent, ShownKeyDetail } from '@/lib/history/answers';
import { Copy } from '../data/copy';
import { ExportButton } from '../exporting/export-button';
import { keyAsMarkdown } from '../keys/key-as-markdown';
import { keyAsCurl } from './key-as-curl';
import styles from './story-actions.module.css';

interface StoryActionsProps {
  readonly storyOf: ShownKeyDetail;
  readonly events: readonly ShownEvent[];
  readonly merchant: string | undefined;
  readonly mayExport: boolean;
  readonly publicUrl: string;
}

/** What can be taken away of a key's story. */
export function StoryActions(props: StoryActionsProps) {
  const { storyOf: key, events, merchant, mayExport, publicUrl } = props;
  return (
    <Group gap="xs" className={styles.actions ?? ''}>
      <Copy text={key.idempotency_key} label="Copy the key" />
      <Copy text={key.id} label="Copy the id" />
      <Copy text={keyAsCurl(publicUrl, key.id)} label="Copy as curl" />
      <Copy text={keyAsMarkdown(key, events)} label="Copy for a ticket" />
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPrinter size={14} aria-hidden />}
        onClick={() => window.print()}
      >
        Print
      </Button>
      {mayExport && (
        <ExportButton
          kind="events"
          filter={{ key_id: key.id }}
          merchant={merchant}
          label="Export evidence"
          size="compact-sm"
        />
      )}
    </Group>
  );
}
