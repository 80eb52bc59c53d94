'use client';

import { Badge, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import Link from 'next/link';
import { useState } from 'react';
import type { Review, ReviewDays } from '@/lib/reviews/contract';
import { formatMoney } from '../money/format-money';
import { withMerchant } from '../shell/merchant';
import { PlainTable } from '../table/plain-table';
import { Timestamp } from '../time/timestamp';
import { ReviewForm } from './review-form';

type Day = ReviewDays['data'][number];

interface ReviewsProps {
  readonly merchant: string | undefined;
  readonly first: ReviewDays;
  readonly maySignOff: boolean;
}

/** Every day with who has reviewed it; a day that nobody has reviewed stands out. */
export function Reviews({ merchant, first, maySignOff }: ReviewsProps) {
  // What was just signed off is in the log a moment later; it is shown at once.
  const [added, setAdded] = useState<readonly Review[]>([]);
  const [open, setOpen] = useState<Day>();
  const days = first.data.map((day) => withAdded(day, added));
  const missing = days.filter(({ over, reviews }) => over && reviews.length === 0).length;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text size="sm" role="status">
          {missing === 0
            ? 'Every day that is over has been reviewed.'
            : `${missing} of ${days.filter(({ over }) => over).length} days have no review.`}{' '}
          Days are in UTC.
        </Text>
        <Paging merchant={merchant} from={first.from} to={first.to} />
      </Group>
      <PlainTable
        label="Days"
        rows={days}
        keyOf={({ day }) => day}
        empty="There is no day in this span: the merchant is younger."
        columns={[
          { name: 'Day', cell: ({ day }) => <span style={{ whiteSpace: 'nowrap' }}>{day}</span> },
          { name: 'Attempts', cell: (day) => <Totals totals={day} /> },
          { name: 'Review', cell: (day) => <ReviewsOf day={day} /> },
          {
            name: 'Actions',
            cell: (day) =>
              maySignOff &&
              day.over && (
                <Button variant="default" size="compact-sm" onClick={() => setOpen(day)}>
                  {day.reviews.length === 0 ? 'Sign off' : 'Sign off again'}
                </Button>
              ),
          },
        ]}
      />
      <Modal
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
        title={`Sign off ${open?.day}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {open && (
          <ReviewForm
            merchant={merchant}
            day={open.day}
            onDone={(review) => {
              setAdded((before) => [review, ...before]);
              setOpen(undefined);
            }}
            onCancel={() => setOpen(undefined)}
          >
            <Text size="sm" c="dimmed">
              Attempts on that day
            </Text>
            <Totals totals={open} />
          </ReviewForm>
        )}
      </Modal>
    </Stack>
  );
}

function withAdded(day: Day, added: readonly Review[]): Day {
  const known = new Set(day.reviews.map(({ id }) => id));
  const fresh = added.filter((review) => review.day === day.day && !known.has(review.id));
  return { ...day, reviews: [...fresh, ...day.reviews] };
}

interface PagingProps {
  readonly merchant: string | undefined;
  readonly from: string;
  readonly to: string;
}

const SPAN_DAYS = 30;

function Paging({ merchant, from, to }: PagingProps) {
  const address = (start: string, end: string) =>
    withMerchant(`/audit/reviews?from=${start}&to=${end}`, merchant);
  return (
    <Group gap="xs">
      <Button
        component={Link}
        href={address(dayAfter(from, -SPAN_DAYS), from)}
        variant="default"
        size="compact-sm"
        leftSection={<IconChevronLeft size={14} aria-hidden />}
      >
        Earlier
      </Button>
      <Button
        component={Link}
        href={address(to, dayAfter(to, SPAN_DAYS))}
        variant="default"
        size="compact-sm"
        rightSection={<IconChevronRight size={14} aria-hidden />}
      >
        Later
      </Button>
    </Group>
  );
}

function dayAfter(day: string, count: number): string {
  const time = new Date(`${day}T00:00:00Z`);
  time.setUTCDate(time.getUTCDate() + count);
  return time.toISOString().slice(0, 10);
}

type Counts = Pick<Day, 'attempts' | 'outcomes' | 'amounts'>;

function Totals({ totals: { attempts, outcomes, amounts } }: { readonly totals: Counts }) {
  const conflicts = (outcomes.payload_conflict ?? 0) + (outcomes.in_progress_conflict ?? 0);
  const sums = Object.entries(amounts).map(([currency, sum]) => formatMoney(sum, currency));
  if (attempts === 0) return <Text size="sm">none</Text>;
  return (
    <div style={{ minWidth: '11rem' }}>
      <Text size="sm">
        {attempts.toLocaleString('en')}, {conflicts.toLocaleString('en')} conflicts
      </Text>
      <Text size="xs" c="dimmed">
        {sums.join(', ')}
      </Text>
    </div>
  );
}

function ReviewsOf({ day: { over, reviews } }: { readonly day: Day }) {
  if (reviews.length === 0) {
    return (
      <Badge variant="light" color={over ? 'orange' : 'gray'} miw="max-content">
        {over ? 'no review' : 'not over'}
      </Badge>
    );
  }
  return reviews.map(({ id, note, reviewed_by: by, role, reviewed_at: at, seen }) => (
    <div key={id} style={{ minWidth: '16rem', marginBottom: '0.5rem' }}>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        “{note}”
      </Text>
      <Text size="xs" c="dimmed">
        {by} ({role}), <Timestamp value={at} />; saw {seen.attempts.toLocaleString('en')} attempts,
        the log at record {seen.log_size.toLocaleString('en')}
        {seen.control_failures > 0 && `, ${seen.control_failures} control failures`}
      </Text>
    </div>
  ));
}
