import { Anchor, Card, SimpleGrid, Title } from '@mantine/core';
import Link from 'next/link';
import { Facts } from '../data/facts';
import { withMerchant } from '../shell/merchant';
import { Timestamp } from '../time/timestamp';
import { formatBytes } from './format-bytes';
import { share } from './share';
import type { Store } from './traffic';

const PARTS: Readonly<Record<string, string>> = {
  log: 'Audit log',
  keys: 'Live keys',
  bodies: 'Bodies kept as evidence',
  payments: 'Payments, refunds, jobs',
  read_models: 'Read models',
  other: 'Everything else',
};
/** Above this the log is behind what the contract says. */
const LAG_MAX_MS = 2_000;

interface StoreFactsProps {
  readonly store: Store;
  readonly merchant: string | undefined;
}

/** How the log stands, and the store. */
export function StoreFacts({ store, merchant }: StoreFactsProps) {
  const { log, cache, storage } = store;
  const parts = [...storage].sort((one, other) => other.bytes - one.bytes);
  const sum = storage.reduce((all, part) => all + part.bytes, 0);
  const lookUps = cache.hits + cache.misses;
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      <Card withBorder padding="lg" component="section" aria-labelledby="log">
        <Title order={2} size="h4" id="log" mb="md">
          The log, and answers in memory
        </Title>
        <Facts
          facts={[
            ['Events sealed', <LogSize key="size" size={log.size} merchant={merchant} />],
            ['Signed', <Signed key="signed" log={log} />],
            [
              'Behind by',
              log.lag_ms > LAG_MAX_MS
                ? `${seconds(log.lag_ms)}: its writer is late; nothing is lost, it will catch up`
                : seconds(log.lag_ms),
            ],
            [
              'Found in memory',
              `${share(cache.hits, lookUps)} of ${lookUps.toLocaleString('en')} look-ups since this instance started; a first request is never found`,
            ],
            ['Answers in memory', cache.answers.toLocaleString('en')],
          ]}
        />
      </Card>
      <Card withBorder padding="lg" component="section" aria-labelledby="store">
        <Title order={2} size="h4" id="store" mb="md">
          On disk, all merchants together
        </Title>
        <Facts
          facts={[
            ...parts.map(({ part, bytes }) => [PARTS[part] ?? part, formatBytes(bytes)] as const),
            ['In all', formatBytes(sum)],
          ]}
        />
      </Card>
    </SimpleGrid>
  );
}

function LogSize({
  size,
  merchant,
}: { readonly size: number } & Pick<StoreFactsProps, 'merchant'>) {
  return (
    <Anchor component={Link} href={withMerchant('/audit', merchant)}>
      {size.toLocaleString('en')}
    </Anchor>
  );
}

function Signed({ log }: Pick<Store, 'log'>) {
  if (log.signed_at === null) return 'Not yet: the first signature comes within 10 s';
  const rest = log.size - log.signed_size;
  return (
    <>
      <Timestamp value={log.signed_at} exact={false} />
      {rest > 0
        ? `, all but the newest ${rest.toLocaleString('en')}, which are signed within 10 s or when somebody asks`
        : ', all of them'}
    </>
  );
}

function seconds(ms: number): string {
  return `${(ms / 1000).toLocaleString('en', { maximumFractionDigits: 1 })} s`;
}
