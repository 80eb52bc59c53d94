'use client';

import { Card, Group, Title } from '@mantine/core';
import { ChartTable } from './chart-table';
import { TimeBars } from './lazy-charts';
import { MarkList } from './mark-list';
import type { ChartMark, ChartRow, OnZoom, Series } from './series';

interface BarsCardProps {
  /** Of the heading. */
  readonly id: string;
  readonly title: string;
  /** What the bars are, for who cannot see them. */
  readonly about: string;
  readonly rows: readonly ChartRow[];
  readonly series: readonly Series[];
  readonly stepMs: number;
  readonly height: number;
  readonly marks?: readonly ChartMark[];
  readonly onZoom?: OnZoom;
  /** Beside the heading. */
  readonly action?: React.ReactNode;
  /** Between the heading and the bars. */
  readonly children?: React.ReactNode;
}

/** Bars over time with what was noted, and the same numbers as a table. */
export function BarsCard(props: BarsCardProps) {
  const { id, title, about, rows, series, stepMs, height, marks = [], onZoom } = props;
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby={id}>
      <Group justify="space-between" mb={props.children ? 'xs' : 'sm'}>
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        {props.action}
      </Group>
      {props.children}
      <div style={{ height }} role="img" aria-label={`${about}; the table below has the numbers`}>
        <TimeBars
          rows={rows}
          series={series}
          stepMs={stepMs}
          height={height}
          marks={marks}
          onZoom={onZoom}
        />
      </div>
      <MarkList marks={marks} />
      <ChartTable label={title} rows={rows} series={series} stepMs={stepMs} onZoom={onZoom} />
    </Card>
  );
}
