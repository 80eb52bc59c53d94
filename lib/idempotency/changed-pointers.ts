import type { JsonValue } from '@/lib/http/strict-json';

const POINTERS_MAX = 50;

/** RFC 6901 pointers of what differs between two canonical bodies, as deep as they go, sorted. */
export function changedPointers(first: string, incoming: string, limit = POINTERS_MAX): string[] {
  const found: string[] = [];
  collect('', JSON.parse(first), JSON.parse(incoming), found);
  return found.sort().slice(0, limit);
}

function collect(
  at: string,
  first: JsonValue | undefined,
  incoming: JsonValue | undefined,
  found: string[],
): void {
  if (
    !isContainer(first) ||
    !isContainer(incoming) ||
    Array.isArray(first) !== Array.isArray(incoming)
  ) {
    if (first !== incoming) found.push(at);
    return;
  }
  const names = new Set([...Object.keys(first), ...Object.keys(incoming)]);
  for (const name of names) {
    const escaped = name.replaceAll('~', '~0').replaceAll('/', '~1');
    collect(`${at}/${escaped}`, memberOf(first, name), memberOf(incoming, name), found);
  }
}

type Container = Exclude<JsonValue, null | boolean | number | string>;

function isContainer(value: JsonValue | undefined): value is Container {
  return typeof value === 'object' && value !== null;
}

function memberOf(container: Container, name: string): JsonValue | undefined {
  return Object.getOwnPropertyDescriptor(container, name)?.value;
}
