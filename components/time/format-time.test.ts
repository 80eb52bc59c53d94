import { expect, test } from 'vitest';
import { formatMinute, formatTime } from './format-time';
import { zoneOf } from './zone';

test.each([
  ['2026-11-30T10:15:30.482917Z', 'UTC', '2026-11-30 10:15:30.482 UTC'],
  ['2026-11-30T10:15:30Z', 'UTC', '2026-11-30 10:15:30.000 UTC'],
  ['2026-11-30T10:15:30.9999Z', 'UTC', '2026-11-30 10:15:30.999 UTC'],
  ['2026-11-30T23:59:59.9Z', 'Europe/Berlin', '2026-12-01 00:59:59.900 CET'],
  ['2026-11-30T00:00:00.001Z', 'UTC', '2026-11-30 00:00:00.001 UTC'],
  ['2026-11-30T10:15:30.482Z', 'Asia/Kolkata', '2026-11-30 15:45:30.482 GMT+5:30'],
])('%s in %s is %s', (time, zone, shown) => {
  expect(formatTime(time, zone)).toBe(shown);
});

test('the hour that comes twice when summer ends can be told apart', () => {
  expect(formatTime('2026-10-25T00:30:00.000Z', 'Europe/Paris')).toMatch(/02:30.*(CEST|GMT\+2)$/);
  expect(formatTime('2026-10-25T01:30:00.000Z', 'Europe/Paris')).toMatch(/02:30.*(CET|GMT\+1)$/);
});

test('each time is in its own zone, in however many zones others were shown before', () => {
  const zones = Intl.supportedValuesOf('timeZone');
  expect(zones.length).toBeGreaterThan(300);
  const time = '2026-11-30T10:00:00Z';
  for (const zone of [...zones, ...zones]) {
    const swedish = new Intl.DateTimeFormat('sv', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'short',
    });
    expect(formatMinute(time, zone)).toContain(`${swedish.format(new Date(time))} `);
  }
});

test('what is planned is shown to the minute', () => {
  expect(formatMinute('2026-11-30T10:15:30.482Z', 'UTC')).toBe('2026-11-30 10:15 UTC');
});

test.each([undefined, '', 'Nowhere/Town', '<script>', 'x'.repeat(100)])(
  'the zone %j is UTC instead',
  (cookie) => {
    expect(zoneOf(cookie)).toBe('UTC');
  },
);

test('a zone that there is stays', () => {
  expect(zoneOf('Europe/Berlin')).toBe('Europe/Berlin');
});
