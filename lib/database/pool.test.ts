import { expect, test } from 'vitest';
import { withSettings } from './pool';

function optionsOf(url: string): string | null {
  return new URL(url).searchParams.get('options');
}

test('settings travel in the startup packet, blanks and backslashes escaped', () => {
  const url = withSettings('postgres://u:p%40@h:1/d?sslmode=require', {
    TimeZone: 'UTC',
    search_path: 'a b\\c',
  });
  expect(optionsOf(url)).toBe('-c TimeZone=UTC -c search_path=a\\ b\\\\c');
  expect(new URL(url).password).toBe('p%40');
  expect(new URL(url).searchParams.get('sslmode')).toBe('require');
});

test('options that the URL has already stay, before ours', () => {
  const url = withSettings('postgres://h/d?options=-c%20geqo%3Doff', { TimeZone: 'UTC' });
  expect(optionsOf(url)).toBe('-c geqo=off -c TimeZone=UTC');
});

test('a URL without a host, for a socket, keeps it', () => {
  const url = withSettings('postgres:///d?host=/run/postgresql', { TimeZone: 'UTC' });
  expect(new URL(url).searchParams.get('host')).toBe('/run/postgresql');
});
