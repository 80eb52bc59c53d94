import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { callApi } from '../data/call-api';
import { Copy } from '../data/copy';
import { Facts } from '../data/facts';
import { withMerchant } from '../shell/merchant';
import { Timestamp } from '../time/timestamp';
import { FilterInWords } from './filter-in-words';
import type { MadeExport } from './made-export';

const POLL_MS = 700;
const SAID: Readonly<Record<MadeExport['state'], string>> = {
  pending: 'It waits for its turn.',
  running: 'It is being made; this may be closed meanwhile.',
  ready: 'It is ready.',
  failed: 'It failed.',
  cancelled: 'It was cancelled.',
};

interface ExportProgressProps {
  readonly id: string;
  readonly merchant: string | undefined;
}

/** How far an export is; in the end, its files. */
export function ExportProgress({ id, merchant }: ExportProgressProps) {
  const path = (rest = '') => withMerchant(`/api/v1/exports/${id}${rest}`, merchant);
  const { data, error } = useQuery({
    queryKey: ['export', id, merchant],
    queryFn: ({ signal }) => callApi<MadeExport>(path() as `/api/${string}`, { signal }),
    refetchInterval: ({ state }) => (isAtEnd(state.data) ? false : POLL_MS),
  });
  if (error) return <Alert color="red">{error.message}</Alert>;
  if (!data) return <Progress value={100} animated aria-label="Reading the export" />;
  const { rows_total: total, rows_done: done, state } = data;
  const percent = state === 'ready' ? 100 : total ? Math.floor((100 * done) / total) : 0;
  return (
    <Stack gap="md">
      <Progress value={percent} animated={!isAtEnd(data)} aria-label="Export" />
      <Text size="sm" role="status">
        {SAID[state]} {rowsOf(data)}
      </Text>
      {data.error && <Alert color="red">{data.error}</Alert>}
      {state === 'ready' && (
        <Group gap="sm">
          <Button component="a" href={path('/download')} download>
            Download the {data.format === 'csv' ? 'CSV' : 'JSON Lines'}
          </Button>
          <Button component="a" href={path('/download?bundle=zip')} download variant="default">
            Download the bundle
          </Button>
          <Copy text={id} label="Copy the id" />
        </Group>
      )}
      <FilterInWords filter={data.filter} />
      <AsOf made={data} />
    </Stack>
  );
}

/** What the file can be checked against. */
function AsOf({ made }: { readonly made: MadeExport }) {
  if (!made.as_of) return null;
  return (
    <Facts
      facts={[
        ['As of', <Timestamp key="as-of" value={made.as_of.created_at} />],
        ['Events in the log', made.as_of.size.toLocaleString('en')],
        ['Asked for by', made.requested_by],
        ['Kept until', <Timestamp key="until" value={made.expires_at} exact={false} />],
        ...(made.sha256 ? [['SHA-256 of the file', made.sha256] as const] : []),
      ]}
    />
  );
}

function rowsOf({ rows_total: total, rows_done: done, state }: MadeExport): string {
  if (state === 'ready') return `${done.toLocaleString('en')} ${done === 1 ? 'row' : 'rows'}.`;
  if (total === null) return '';
  return `${done.toLocaleString('en')} of ${total.toLocaleString('en')} rows.`;
}

function isAtEnd(made: MadeExport | undefined): boolean {
  return made !== undefined && made.state !== 'pending' && made.state !== 'running';
}
