'use client';

import { Button, Checkbox, FileButton, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { IconPlayerStop, IconShieldCheck, IconUpload } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { noteIn } from '@/lib/verify/note-text';
import { useVerification } from './use-verification';
import { VerificationResult } from './verification-result';

/** As many as a browser hashes in some seconds. */
const RANGE_AT_FIRST = 10_000;

interface VerifyFormProps {
  readonly merchantId: string;
  /** How many events the log has. */
  readonly size: number;
}

/** Verifies the log on demand, in this browser. */
export function VerifyForm({ merchantId, size }: VerifyFormProps) {
  const { verification, run, stop } = useVerification();
  const [earlier, setEarlier] = useState('');
  const [withRecords, setWithRecords] = useState(true);
  const running = verification.state === 'running';
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const number = (name: string) => Number(fields.get(name));
    run({
      merchantId,
      key: String(fields.get('key') ?? '').trim(),
      earlier: noteIn(earlier),
      range: withRecords ? { first: number('first'), last: number('last') } : undefined,
    });
  };
  return (
    <form onSubmit={submit} aria-label="Verify the log">
      <Stack gap="md">
        <EarlierCheckpoint value={earlier} onChange={setEarlier} />
        <Textarea
          name="key"
          label="Public key, as you know it from elsewhere (optional)"
          description="Without it, the keys that this server lists are used, and who holds them stays open."
          autosize
          minRows={1}
          spellCheck={false}
        />
        <Checkbox
          label="Hash records again"
          description="From what is stored now: shows whether any of them was changed, removed or put in."
          checked={withRecords}
          onChange={(event) => setWithRecords(event.currentTarget.checked)}
        />
        {withRecords && <Range size={size} />}
        <Group>
          <Button
            type="submit"
            leftSection={<IconShieldCheck size={16} aria-hidden />}
            loading={running}
          >
            Verify
          </Button>
          {running && (
            <Button
              variant="default"
              onClick={stop}
              leftSection={<IconPlayerStop size={16} aria-hidden />}
            >
              Stop
            </Button>
          )}
        </Group>
        <div role="status">
          <VerificationResult verification={verification} />
        </div>
      </Stack>
    </form>
  );
}

function Range({ size }: { readonly size: number }) {
  const first = Math.max(1, size - RANGE_AT_FIRST + 1);
  const number = { type: 'number', min: 1, required: true } as const;
  return (
    <Group grow align="flex-end" maw="30rem">
      <TextInput {...number} name="first" label="From record" defaultValue={first} />
      <TextInput {...number} name="last" label="To record" defaultValue={Math.max(1, size)} />
    </Group>
  );
}

interface EarlierCheckpointProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
}

function EarlierCheckpoint({ value, onChange }: EarlierCheckpointProps) {
  const read = (file: File | null) => {
    file?.text().then(onChange, () => onChange(''));
  };
  return (
    <div>
      <Textarea
        label="A checkpoint that you kept (optional)"
        description="Shows that the log has only grown since: nothing was changed, removed or put in between."
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        styles={{ input: { fontFamily: 'var(--font-mono)' } }}
      />
      <FileButton onChange={read} accept="text/plain,application/json,.txt,.json,.jsonl">
        {(props) => (
          <Button
            {...props}
            variant="default"
            size="compact-sm"
            mt="xs"
            leftSection={<IconUpload size={14} aria-hidden />}
          >
            Read it from a file
          </Button>
        )}
      </FileButton>
    </div>
  );
}
