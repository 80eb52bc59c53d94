'use client';

import { Badge, Button, Group, Progress, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { ShownExport } from '@/lib/exports/contract';
import { callApi } from '../data/call-api';
import { apiPath } from '../shell/merchant';
import { PlainTable } from '../table/plain-table';
import { Timestamp } from '../time/timestamp';
import { EXPORT_KINDS } from './export-fields';
import { isUnderWay } from './use-exports';

interface ExportListProps {
  readonly merchant: string | undefined;
  readonly exports: readonly ShownExport[];
  readonly onChanged: () => Promise<void>;
}

/** Each export: what it is of, how it stands, who asked for it, and what can be done with it. */
export function ExportList({ merchant, exports, onChanged }: ExportListProps) {
  return (
    <PlainTable
      label="Exports"
      rows={exports}
      keyOf={({ id }) => id}
      empty="There is no export yet."
      columns={[
        { name: 'State', cell: (row) => <State row={row} /> },
        { name: 'Of', cell: (row) => <WhatOf row={row} /> },
        { name: 'Rows', cell: ({ rows_total: rows }) => rows?.toLocaleString('en') ?? '–' },
        { name: 'Asked for', cell: (row) => <Asked row={row} /> },
        { name: 'As of', cell: (row) => <AsOf row={row} /> },
        {
          name: 'Actions',
          cell: (row) => <Actions row={row} merchant={merchant} onChanged={onChanged} />,
        },
      ]}
    />
  );
}

const COLORS: Readonly<Record<ShownExport['state'], string>> = {
  pending: 'gray',
  running: 'blue',
  ready: 'pine',
  failed: 'red',
  cancelled: 'gray',
};

function State({ row }: { readonly row: ShownExport }) {
  const { state, rows_total: total, rows_done: done, error } = row;
  return (
    <div>
      <Badge variant="light" color={COLORS[state]} miw="max-content">
        {state}
      </Badge>
      {state === 'running' && total !== null && (
        <>
          <Progress
            mt={6}
            value={total === 0 ? 100 : (100 * done) / total}
            aria-label="Rows written"
          />
          <Text size="xs" c="dimmed" mt={2}>
            {done.toLocaleString('en')} of {total.toLocaleString('en')}
          </Text>
        </>
      )}
      {error && (
        <Text size="sm" mt={4} maw="18rem">
          {error}
        </Text>
      )}
    </div>
  );
}

function WhatOf({ row }: { readonly row: ShownExport }) {
  const { kind, format, sample, seed } = row;
  return (
    <div style={{ minWidth: '14rem' }}>
      <Text size="sm">
        {EXPORT_KINDS[kind]?.label ?? kind}, {format === 'csv' ? 'CSV' : 'JSON Lines'}
      </Text>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {filterInWords(row) || 'all of them'}
      </Text>
      {sample !== null && (
        <Text size="xs" c="dimmed">
          a sample of {sample.toLocaleString('en')}, seed {seed}
        </Text>
      )}
    </div>
  );
}

/** As `field:value`; what the kind itself fixes is left out. */
function filterInWords({ filter }: ShownExport): string {
  return Object.entries(filter)
    .filter(([name]) => name !== 'kind')
    .map(([name, value]) => `${name}:${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join('  ');
}

function Asked({ row }: { readonly row: ShownExport }) {
  return (
    <>
      <Timestamp value={row.created_at} exact={false} />
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        by {row.requested_by}
        {row.reason && `: ${row.reason}`}
      </Text>
    </>
  );
}

function AsOf({ row: { as_of: asOf } }: { readonly row: ShownExport }) {
  if (!asOf) return '–';
  return (
    <>
      <Text size="sm">record {asOf.size.toLocaleString('en')}</Text>
      <Text size="xs" c="dimmed" ff="monospace" title={asOf.root}>
        {asOf.root.slice(0, 12)}…
      </Text>
    </>
  );
}

interface ActionsProps extends Pick<ExportListProps, 'merchant' | 'onChanged'> {
  readonly row: ShownExport;
}

function Actions({ row, merchant, onChanged }: ActionsProps) {
  const [busy, setBusy] = useState(false);
  const path = `/exports/${row.id}` as const;
  if (isUnderWay(row)) {
    const cancel = () => {
      setBusy(true);
      callApi(apiPath(`${path}/cancel`, merchant), { method: 'POST' })
        .then(onChanged)
        .catch((error: Error) => notifications.show({ color: 'red', message: error.message }))
        .finally(() => setBusy(false));
    };
    return (
      <Button variant="default" size="compact-sm" loading={busy} onClick={cancel}>
        Cancel
      </Button>
    );
  }
  if (row.state !== 'ready') return null;
  const links = [
    { label: 'Data', href: apiPath(`${path}/download`, merchant) },
    { label: 'Bundle with proofs', href: apiPath(`${path}/download?bundle=zip`, merchant) },
  ];
  return (
    <Group gap="xs" wrap="nowrap">
      {links.map(({ label, href }) => (
        <Button
          key={label}
          component="a"
          href={href}
          download
          variant="default"
          size="compact-sm"
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {label}
        </Button>
      ))}
    </Group>
  );
}
