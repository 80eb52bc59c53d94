import type { ShownEvent } from '@/lib/history/answers';
import { lookOf } from '../keys/outcomes';
import { Timestamp } from '../time/timestamp';
import { layOutLanes } from './lane-layout';
import styles from './lanes.module.css';

const LANE_PX = 16;
const NAMES_PX = 28;

/** When attempts came, how long each took, which were in flight at once; the list below tells the same. */
export function Lanes({ events }: { readonly events: readonly ShownEvent[] }) {
  const [newest] = events;
  const oldest = events.at(-1);
  if (!newest || !oldest || newest === oldest) return null;
  const { bars, gaps, lanes } = layOutLanes(events);
  const atOnce = lanes === 1 ? 'never two at once' : `up to ${lanes} at once`;
  return (
    <figure className={styles.frame} aria-label="When the attempts came">
      <div
        role="img"
        aria-label={`${bars.length} attempts, ${atOnce}; the list below has each of them`}
        className={styles.line}
        style={{ height: lanes * LANE_PX + NAMES_PX }}
      >
        {gaps.map(({ begin, end, label }) => (
          <span
            key={begin}
            className={styles.gap}
            style={{ left: percent(begin), width: percent(end - begin) }}
          >
            {label}
          </span>
        ))}
        {bars.map(({ id, outcome, begin, end, lane }) => (
          <span
            key={id}
            className={styles.bar}
            data-color={lookOf(outcome).color}
            title={lookOf(outcome).label}
            style={{ left: percent(begin), width: percent(end - begin), top: lane * LANE_PX }}
          />
        ))}
      </div>
      <figcaption className={styles.ends}>
        <Timestamp value={oldest.occurred_at} />
        <span>widths grow with the logarithm of the time</span>
        <Timestamp value={newest.occurred_at} />
      </figcaption>
    </figure>
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(3)}%`;
}
