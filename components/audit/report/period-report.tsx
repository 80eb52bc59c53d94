'use client';

import { Text, Title } from '@mantine/core';
import type { Integrity } from '@/lib/ledger/integrity/contract';
import type { ReviewDays } from '@/lib/reviews/contract';
import { Facts } from '../../data/facts';
import { PageProblem } from '../../data/page-problem';
import { Timestamp } from '../../time/timestamp';
import { ControlFailures } from '../control-failures';
import styles from './report.module.css';
import { ReportEvents } from './report-events';
import { ReportReviews } from './report-reviews';
import { ReportTotals } from './report-totals';
import { ReportVerification } from './report-verification';
import type { ReportedDay, ReportedEvent, ReportedSample } from './reported';

type Read<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly status: number; readonly detail: string };

interface PeriodReportProps {
  readonly period: { readonly from: string; readonly to: string; readonly seed: string };
  readonly merchantId: string;
  /** Who has made it. */
  readonly by: string;
  readonly report: {
    readonly days: readonly ReportedDay[];
    readonly integrity: Integrity;
    readonly exceptions: readonly ReportedEvent[];
    readonly sample: Read<ReportedSample>;
    readonly reviews: Read<ReviewDays>;
  };
}

/** A period on paper: what happened, whether the log holds, what stood out, and who signs for it. */
export function PeriodReport({ period, merchantId, by, report }: PeriodReportProps) {
  const { days, integrity, exceptions, sample, reviews } = report;
  const head = integrity.heads.find(({ merchant_id: id }) => id === merchantId);
  const records = recordsOf(days);
  return (
    <article className={styles.report} aria-label="Period report">
      <header>
        <Title order={2} mb="md">
          Idempotency report, {period.from} until {period.to}
        </Title>
        <Facts
          facts={[
            ['Merchant', `${head?.name ?? ''} (${merchantId})`],
            ['Period', `${period.from} 00:00 UTC up to, without, ${period.to} 00:00 UTC`],
            ['Made', <Made key="made" at={integrity.as_of} by={by} />],
            [
              'Records of the log',
              records ? `${number(records.first)} to ${number(records.last)}` : 'none',
            ],
            [
              'Last checkpoint',
              <span key="root" className={styles.hash}>
                {head?.checkpoint
                  ? `record ${number(head.checkpoint.size)}, root ${head.checkpoint.root}`
                  : 'none yet'}
              </span>,
            ],
          ]}
        />
      </header>
      <ReportTotals days={days} />
      <ReportVerification
        key={`${merchantId} ${period.from} ${period.to}`}
        merchantId={merchantId}
        records={records}
      />
      <section aria-label="Exceptions">
        <h2>Exceptions</h2>
        <h3>Conflicts and answers that were not delivered</h3>
        <ReportEvents
          label="Conflicts and undelivered answers"
          events={exceptions}
          empty="None in this period."
          total={exceptionsIn(days)}
        />
        <h3>Times in which the log was not sealed</h3>
        <ControlFailures failures={integrity.control_failures} />
      </section>
      <section aria-label="Sample">
        <h2>Sample</h2>
        {sample.ok ? <Sample sample={sample.answer} /> : <NoSample {...sample} />}
      </section>
      <section aria-label="Daily reviews">
        <h2>Daily reviews</h2>
        {reviews.ok ? <ReportReviews reviews={reviews.answer} /> : <PageProblem {...reviews} />}
      </section>
      <Signatures />
    </article>
  );
}

function Made({ at, by }: { readonly at: string; readonly by: string }) {
  return (
    <>
      <Timestamp value={at} exact={false} /> by {by}
    </>
  );
}

/** A period with too many attempts is refused: that is no failure of the report. */
function NoSample({ status, detail }: { readonly status: number; readonly detail: string }) {
  if (status !== 422) return <PageProblem status={status} detail={detail} />;
  return (
    <Text size="sm">
      There are too many attempts to draw a sample of here: choose a shorter period, or draw it in
      an export.
    </Text>
  );
}

function Sample({ sample }: { readonly sample: ReportedSample }) {
  const { seed, matching, data } = sample;
  return (
    <>
      <Text size="sm" mb="sm">
        {number(data.length)} of {number(matching)} attempts: those whose SHA-256 of “{seed}”, a
        colon and the record’s number is smallest. The same seed draws the same ones, here and in an
        export.
      </Text>
      <ReportEvents
        label="Sampled attempts"
        events={data}
        empty="There is nothing to draw from."
        total={data.length}
        withTick
      />
    </>
  );
}

const SIGNATURES = ['Prepared by, date', 'Reviewed by, date'] as const;

function Signatures() {
  return (
    <section aria-label="Signatures" className={styles.lines}>
      {SIGNATURES.map((label) => (
        <div key={label} className={styles.line}>
          {label}
        </div>
      ))}
    </section>
  );
}

/** The records in which the period's attempts stand. */
function recordsOf(days: readonly ReportedDay[]): { first: number; last: number } | undefined {
  const first = Math.min(...days.flatMap(({ first_seq: seq }) => seq ?? []));
  const last = Math.max(...days.flatMap(({ last_seq: seq }) => seq ?? []));
  return Number.isFinite(first) && Number.isFinite(last) ? { first, last } : undefined;
}

function exceptionsIn(days: readonly ReportedDay[]): number {
  const names = ['payload_conflict', 'in_progress_conflict', 'response_undelivered'];
  return days
    .flatMap(({ outcomes }) => names.map((name) => outcomes[name] ?? 0))
    .reduce((sum, count) => sum + count, 0);
}

function number(value: number): string {
  return value.toLocaleString('en');
}
