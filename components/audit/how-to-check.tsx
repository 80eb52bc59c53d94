import { Anchor, Code, List, Stack, Text } from '@mantine/core';
import Link from 'next/link';
import { useMerchantParam, withMerchant } from '../shell/merchant';

/** In plain words: what the seal is worth, and how somebody who does not trust us checks it. */
export function HowToCheck() {
  const merchant = useMerchantParam();
  return (
    <Stack gap="sm" maw="46rem">
      <Text size="sm">
        Every attempt and every change that somebody makes here becomes a record of the log. Each
        record is hashed, the hashes form a tree, and a checkpoint signs the tree’s size and root.
        Whoever changes, removes or inserts a single record later changes the root, and the
        checkpoint that you kept no longer fits.
      </Text>
      <List size="sm" spacing="xs">
        <List.Item>
          <strong>It proves</strong> that the records are those that were sealed, in their order,
          without a gap, and that the log has only grown since a checkpoint that you hold.
        </List.Item>
        <List.Item>
          <strong>It does not prove</strong> that everything was recorded, that the clocks were
          right, or that others were shown the same log: compare checkpoints with theirs.
        </List.Item>
      </List>
      <Text size="sm">
        Nobody has to take this page’s word for it. Ask for an{' '}
        <Anchor component={Link} href={withMerchant('/audit/exports', merchant)}>
          export
        </Anchor>{' '}
        and download its bundle. It can be checked without this server, offline:
      </Text>
      <List size="sm" spacing="xs">
        <List.Item>
          open the bundle’s <Code>verify.html</Code> in a browser and choose the bundle;
        </List.Item>
        <List.Item>
          or run <Code>npm run verify -- BUNDLE --since CHECKPOINT --key PUBLIC_KEY</Code> in a
          clone of Onceover, with the checkpoint and the key that you kept;
        </List.Item>
        <List.Item>
          or follow the bundle’s <Code>VERIFY.md</Code>, which tells each step so that you can write
          a checker of your own: SHA-256, Ed25519, RFC 6962 and RFC 8785 are all it takes.
        </List.Item>
      </List>
    </Stack>
  );
}
