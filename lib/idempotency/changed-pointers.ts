import type { JsonObject, JsonValue } from '@/lib/http/strict-json';

const POINTERS_MAX = 50;

/**
 * RFC 6901 pointers of what differs between two canonical bodies, as deep as they go, sorted.
 * Past the limit the rest of the body is not looked at.
 */
export function changedPointers(first: string, incoming: string, limit = POINTERS_MAX): string[] {
  const found: string[] = [];
  collect('', JSON.parse(first), JSON.parse(incoming), found, limit);
  return found.sort();
}

function collect(
  at: string,
  first: JsonValue | undefined,
  incoming: JsonValue | undefined,
  found: string[],
  limit: number,
): void {
  if (first === incoming || found.length >= limit) return;
  if (Array.isArray(first) && Array.isArray(incoming)) {
    const length = Math.max(first.length, incoming.length);
    for (let index = 0; index < length && found.length < limit; index += 1) {
      collect(`${at}/${index}`, first[index], incoming[index], found, limit);
    }
  } else if (isObject(first) && isObject(incoming)) {
    for (const name of new Set([...Object.keys(first), ...Object.keys(incoming)])) {
      const escaped = name.replaceAll('~', '~0').replaceAll('/', '~1');
      const pointer = `${at}/${escaped}`;
      collect(pointer, memberOf(first, name), memberOf(incoming, name), found, limit);
    }
  } else {
    found.push(at);
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON.parse gives prototypes, whose members are no data. */
function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
