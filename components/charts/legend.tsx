import { Anchor, getThemeColor, useMantineTheme } from '@mantine/core';
import Link from 'next/link';
import styles from './charts.module.css';
import type { Series } from './series';

interface LegendProps {
  readonly series: readonly Series[];
  /** How much of each there is, as it is shown; without it names alone. */
  readonly totals?: Readonly<Record<string, string>>;
  /** The rows behind each. */
  readonly hrefs?: Readonly<Record<string, string | undefined>>;
}

/** What the colours of a chart mean, how much of each there is, and where it is. */
export function Legend({ series, totals = {}, hrefs = {} }: LegendProps) {
  const theme = useMantineTheme();
  return (
    <ul className={styles.legend}>
      {series.map(({ name, label, color }) => (
        <li key={name}>
          <span
            aria-hidden
            className={styles.swatch}
            style={{ background: getThemeColor(color, theme) }}
          />
          <LinkTo href={hrefs[name]}>{label}</LinkTo>
          {totals[name] !== undefined && <span className={styles.count}>{totals[name]}</span>}
        </li>
      ))}
    </ul>
  );
}

function LinkTo({
  href,
  children,
}: {
  readonly href: string | undefined;
  readonly children: React.ReactNode;
}) {
  if (href === undefined) return children;
  return (
    <Anchor component={Link} href={href}>
      {children}
    </Anchor>
  );
}
