'use client';

import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { Review } from '@/lib/reviews/contract';
import { ApiProblem, callApi } from '../data/call-api';
import { apiPath } from '../shell/merchant';

interface ReviewFormProps {
  readonly merchant: string | undefined;
  readonly day: string;
  readonly onDone: (review: Review) => void;
  readonly onCancel: () => void;
  /** What there was on that day. */
  readonly children: React.ReactNode;
}

/** Signs a day off, with a note. */
export function ReviewForm({ merchant, day, onDone, onCancel, children }: ReviewFormProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Error>();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = { day, note: new FormData(event.currentTarget).get('note') };
    setBusy(true);
    setFailure(undefined);
    const path = apiPath('/audit/reviews', merchant);
    callApi<Review>(path, { method: 'POST', body })
      .then(onDone)
      .catch(setFailure)
      .finally(() => setBusy(false));
  };
  const errors = failure instanceof ApiProblem ? failure.errors : {};
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <div>{children}</div>
        <Text size="sm" c="dimmed">
          Your name, the time and these totals are kept with it in the audit log. It cannot be
          changed or taken back; a later review stands beside it.
        </Text>
        <Textarea
          name="note"
          label="What you looked at, and what you found"
          required
          maxLength={500}
          autosize
          minRows={3}
          data-autofocus
          error={errors['/note']}
        />
        {failure && (
          <Alert color="red" role="alert">
            {errors['/day'] ? `This day ${errors['/day']}.` : failure.message}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Sign off
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
