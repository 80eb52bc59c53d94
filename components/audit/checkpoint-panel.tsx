'use client';

import { Alert, Button, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { callApi } from '../data/call-api';
import { downloadText } from '../data/download-text';

interface Checkpoint {
  readonly note: string;
  readonly size: number;
}

/** Takes the signed end of the merchant's log away; it is signed now if the log has grown. */
export function CheckpointPanel({ merchantId }: { readonly merchantId: string }) {
  const download = useMutation({
    mutationFn: () => callApi<Checkpoint>(`/api/v1/audit/checkpoint?merchant=${merchantId}`),
    onSuccess: ({ note, size }) => downloadText(`checkpoint-${merchantId}-${size}.txt`, note),
  });
  return (
    <Group mt="md" gap="md" align="center">
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={download.isPending}
        onClick={() => download.mutate()}
      >
        Download the latest checkpoint
      </Button>
      <Text size="sm" c="dimmed" maw="34rem">
        Keep it somewhere that is not here: whatever happens to the log later can be held against
        it.
      </Text>
      {download.isError && (
        <Alert color="red" w="100%">
          {download.error.message}
        </Alert>
      )}
    </Group>
  );
}
