import { SimpleGrid } from '@mantine/core';
import { Sums } from '../money/sums';
import { Figure } from './figure';
import { outcomeCounts } from './outcome-series';
import { share } from './share';
import type { Traffic } from './traffic';

interface OverviewFiguresProps {
  readonly total: Traffic['total'];
  readonly hrefs: Readonly<Record<string, string>>;
}

/** What the span comes to. */
export function OverviewFigures({ total, hrefs }: OverviewFiguresProps) {
  const counts = outcomeCounts(total.outcomes);
  const prevented = (counts.replayed ?? 0) + (counts.in_progress_conflict ?? 0);
  const href = (name: string) => hrefs[name] ?? '/keys';
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
      <Figure
        label="Attempts"
        value={total.attempts.toLocaleString('en')}
        note={`${number(counts.executed)} executed for the first time`}
        href={href('executed')}
      />
      <Figure
        label="Replay rate"
        value={share(counts.replayed ?? 0, total.attempts)}
        note={`${number(counts.replayed)} answered from the store`}
        href={href('replayed')}
      />
      <Figure
        label="Conflict rate"
        value={share(counts.payload_conflict ?? 0, total.attempts)}
        note={`${number(counts.payload_conflict)} came with a different request`}
        href={href('payload_conflict')}
      />
      <Figure
        label="Duplicates prevented"
        value={prevented.toLocaleString('en')}
        note={<Prevented sums={total.prevented} />}
        href={href('replayed')}
      />
    </SimpleGrid>
  );
}

function number(count: number | undefined): string {
  return (count ?? 0).toLocaleString('en');
}

function Prevented({ sums }: { readonly sums: Readonly<Record<string, number>> }) {
  if (Object.keys(sums).length === 0) return 'No payment came twice';
  return (
    <span>
      <Sums sums={sums} none="" /> in payments
    </span>
  );
}
