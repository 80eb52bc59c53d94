import { Anchor, Card, Text, Title } from '@mantine/core';
import Link from 'next/link';
import type { ShownPolicy } from '@/lib/policies/contract';
import { Facts } from '../data/facts';
import { describeDuration } from '../settings/describe-duration';
import { withMerchant } from '../shell/merchant';
import { Timestamp } from '../time/timestamp';

interface PolicyInForceProps {
  /** The version that the key was judged under; null where it is not known. */
  readonly version: number | null;
  /** That version; undefined for the built-in one. */
  readonly policy: ShownPolicy | undefined;
  readonly fingerprint: string | null;
  readonly merchant: string | undefined;
}

const BUILT_IN = { retention: 'PT24H', evidence: 'P13M', ignored: ['/timestamp'] };

/** By which rules retries of the key were told from other requests. */
export function PolicyInForce({ version, policy, fingerprint, merchant }: PolicyInForceProps) {
  const ignored = policy?.ignored_members ?? BUILT_IN.ignored;
  return (
    <Card component="section" withBorder padding="lg" aria-labelledby="policy">
      <Title order={2} size="h4" mb="md" id="policy">
        How it was judged
      </Title>
      {version === null ? (
        <Text size="sm" c="dimmed">
          By the service that reported it, by rules of its own.
        </Text>
      ) : (
        <Facts
          facts={[
            [
              'Policy',
              <Anchor key="link" component={Link} href={withMerchant('/settings', merchant)}>
                {policy ? `version ${version}` : 'built in (version 0)'}
              </Anchor>,
            ],
            ['Key kept for', describeDuration(policy?.retention ?? BUILT_IN.retention)],
            [
              'Bodies kept for',
              `${describeDuration(policy?.evidence_retention ?? BUILT_IN.evidence)} more`,
            ],
            ...(policy?.created_at
              ? [['In force since', <Timestamp key="since" value={policy.created_at} />] as const]
              : []),
            ...(policy?.reason ? [['Because', `“${policy.reason}”`] as const] : []),
          ]}
        />
      )}
      <Fingerprint fingerprint={fingerprint} ignored={version === null ? null : ignored} />
    </Card>
  );
}

interface FingerprintProps {
  readonly fingerprint: string | null;
  /** Null where another service has made it. */
  readonly ignored: readonly string[] | null;
}

function Fingerprint({ fingerprint, ignored }: FingerprintProps) {
  return (
    <>
      <Title order={3} size="h5" mt="md" mb={4}>
        Fingerprint
      </Title>
      <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {fingerprint ?? 'none: nothing was executed'}
      </Text>
      {fingerprint && ignored && (
        <Text size="sm" c="dimmed" mt={4}>
          SHA-256 of method, path and the body in its canonical form (RFC 8785), without the key
          itself and without {ignored.length > 0 ? ignored.join(', ') : 'anything else left out'}.
          Order of members, white space and the spelling of numbers make no difference.
        </Text>
      )}
    </>
  );
}
