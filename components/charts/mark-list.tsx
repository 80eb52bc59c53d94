import { Timestamp } from '../time/timestamp';
import styles from './charts.module.css';
import type { ChartMark } from './series';

/** In words, what lines over the bars say. */
export function MarkList({ marks }: { readonly marks: readonly ChartMark[] }) {
  if (marks.length === 0) return null;
  return (
    <ul className={styles.marks} aria-label="Noted in this span">
      {marks.map(({ id, at, label, reason, created_by: by }) => (
        <li key={id}>
          <Timestamp value={at} /> <strong>{label}</strong>: “{reason}”, noted by {by}
        </li>
      ))}
    </ul>
  );
}
