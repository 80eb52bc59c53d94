import { Text } from '@mantine/core';
import type { ReviewDays } from '@/lib/reviews/contract';
import { PlainTable } from '../../table/plain-table';
import { Timestamp } from '../../time/timestamp';

/** Which days were reviewed by whom, and which were not. */
export function ReportReviews({ reviews }: { readonly reviews: ReviewDays }) {
  const over = reviews.data.filter((day) => day.over);
  const missing = over.filter((day) => day.reviews.length === 0).map(({ day }) => day);
  const done = reviews.data.flatMap((day) => day.reviews);
  return (
    <>
      <Text size="sm" mb="sm">
        {over.length === 0
          ? 'No day of this period is over.'
          : `${over.length - missing.length} of ${over.length} days have a review.`}
        {missing.length > 0 && ` Without one: ${missing.reverse().join(', ')}.`}
      </Text>
      {done.length > 0 && (
        <PlainTable
          label="Reviews of the period"
          rows={done}
          keyOf={({ id }) => id}
          empty=""
          columns={[
            { name: 'Day', cell: ({ day }) => day },
            { name: 'Reviewed by', cell: ({ reviewed_by: by, role }) => `${by} (${role})` },
            { name: 'At', cell: ({ reviewed_at: at }) => <Timestamp value={at} /> },
            { name: 'Note', cell: ({ note }) => note },
          ]}
        />
      )}
    </>
  );
}
