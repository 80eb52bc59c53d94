import { invalidRequest } from '@/lib/http/problem';

const METADATA = /^metadata\[(.{1,255})\]$/;

/**
 * The query as an object for a route's schema: `metadata[k]=v` becomes a member of `metadata`. A
 * repeated parameter is the problem `invalid-request`.
 */
export function parseQuery(query: string): Record<string, unknown> {
  const values: Record<string, unknown> = Object.create(null);
  const metadata: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(query)) {
    const member = METADATA.exec(name)?.[1];
    const target = member === undefined ? values : metadata;
    const key = member ?? name;
    if (key in target) throw invalidRequest({ pointer: `/${name}`, detail: 'is repeated' });
    if (`${name}${value}`.includes('\0'))
      throw invalidRequest({ pointer: `/${name}`, detail: 'has a NUL' });
    target[key] = value;
  }
  if (Object.keys(metadata).length > 0) values.metadata = metadata;
  return values;
}
