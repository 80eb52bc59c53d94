import type { Metadata } from 'next';
import { PeriodReport } from '@/components/audit/report/period-report';
import { ReportForm } from '@/components/audit/report/report-form';
import { reportedDays, reportedEvents, reportedSample } from '@/components/audit/report/reported';
import { PageProblem } from '@/components/data/page-problem';
import { requirePrincipal } from '@/lib/access/require-person';
import { merchantOf, type PageProps, textParameters } from '@/lib/api/page-props';
import { type PeriodReport as Report, readPeriodReport } from '@/lib/api/read-period-report';
import { publicId } from '@/lib/http/uuid';
import { periodOf } from '@/lib/reviews/period';

export const metadata: Metadata = { title: 'Period report' };

export default async function ReportPage(props: PageProps) {
  const [{ merchant }, parameters] = await Promise.all([merchantOf(props), textParameters(props)]);
  const principal = await requirePrincipal(merchant);
  const asked = Object.fromEntries(parameters);
  const period = periodOf(asked, new Date());
  const read = await readPeriodReport(period, merchant);
  return (
    <>
      <ReportForm key={JSON.stringify(period)} period={period} merchant={merchant} />
      {read.ok ? (
        <PeriodReport
          period={period}
          merchantId={principal ? publicId('mer', principal.merchantId) : ''}
          by={principal?.person?.email ?? ''}
          report={reported(read.answer)}
        />
      ) : (
        <PageProblem {...read} />
      )}
    </>
  );
}

/** What goes to the browser of what was read. */
function reported({ traffic, exceptions, sample, ...others }: Report) {
  return {
    ...others,
    days: reportedDays(traffic),
    exceptions: reportedEvents(exceptions),
    sample: sample.ok ? { ...sample, answer: reportedSample(sample.answer) } : sample,
  };
}
