import { Alert, Button, Card, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { ShownNote } from '@/lib/history/notes/contract';
import { callApi } from '../data/call-api';
import { withMerchant } from '../shell/merchant';
import { Timestamp } from '../time/timestamp';
import styles from './notes.module.css';

interface NotesProps {
  readonly keyId: string;
  readonly merchant: string | undefined;
  readonly first: readonly ShownNote[];
  readonly mayWrite: boolean;
}

/** What people found out about the key; kept in the log, so nobody changes it afterwards. */
export function Notes({ keyId, merchant, first, mayWrite }: NotesProps) {
  const [notes, setNotes] = useState(first);
  return (
    <Card component="section" withBorder padding="lg" aria-labelledby="notes">
      <Title order={2} size="h4" mb="md" id="notes">
        Notes
      </Title>
      {notes.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody has written any.
        </Text>
      )}
      <Stack component="ol" gap="sm" className={styles.notes ?? ''}>
        {notes.map((note) => (
          <li key={note.id}>
            <Text size="sm" className={styles.text ?? ''}>
              {note.text ?? 'Erased with its customer.'}
            </Text>
            <Text size="xs" c="dimmed">
              {note.written_by}, {note.written_as}, <Timestamp value={note.written_at} />
            </Text>
          </li>
        ))}
      </Stack>
      {mayWrite && <NewNote keyId={keyId} merchant={merchant} onWritten={setNotes} />}
    </Card>
  );
}

interface NewNoteProps extends Pick<NotesProps, 'keyId' | 'merchant'> {
  readonly onWritten: (notes: readonly ShownNote[]) => void;
}

function NewNote({ keyId, merchant, onWritten }: NewNoteProps) {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    const path = withMerchant(`/api/v1/keys/${keyId}/notes`, merchant) as `/api/${string}`;
    callApi<{ data: ShownNote[] }>(path, { method: 'POST', body: { text } })
      .then(({ data }) => {
        setText('');
        onWritten(data);
      })
      .catch((error: unknown) =>
        setFailure(error instanceof Error ? error.message : 'It did not work: try again.'),
      )
      .finally(() => setBusy(false));
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      <Textarea
        label="New note"
        description="Kept in the audit log with your name; it cannot be changed"
        required
        autosize
        minRows={2}
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div aria-live="assertive">{failure && <Alert color="red">{failure}</Alert>}</div>
      <Group justify="flex-end">
        <Button type="submit" variant="default" loading={busy} disabled={text.trim() === ''}>
          Write it down
        </Button>
      </Group>
    </form>
  );
}
