'use client';

import { formatMinute, formatTime } from './format-time';
import { UTC } from './zone';
import { useZone } from './zone-provider';

/** A time in the chosen zone; pointing at it shows the exact one in UTC. */
export function Timestamp({
  value,
  exact = true,
}: {
  readonly value: string;
  /** Whether seconds and milliseconds are shown. */
  readonly exact?: boolean;
}) {
  const { zone } = useZone();
  const shown = exact ? formatTime(value, zone) : formatMinute(value, zone);
  return (
    <time dateTime={value} title={formatTime(value, UTC)} style={{ whiteSpace: 'nowrap' }}>
      {shown}
    </time>
  );
}
