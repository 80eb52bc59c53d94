import { Alert, Text } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';

/** An id of nothing, or of another merchant. */
export default function NothingHere() {
  return (
    <Alert color="gray" icon={<IconSearchOff aria-hidden />} title="There is nothing here">
      <Text size="sm">
        Nothing with this id belongs to the merchant that you look at. What has just happened may be
        missing for up to 2 seconds; another merchant’s has to be looked at there.
      </Text>
    </Alert>
  );
}
