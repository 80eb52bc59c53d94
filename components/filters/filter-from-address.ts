import type { Filter, FilterField } from './filter-text';

type Parameters = Iterable<readonly [name: string, value: string]>;

/** The filter that an address holds; what is no filter is left to others. */
export function filterFromAddress(parameters: Parameters, fields: readonly FilterField[]): Filter {
  const names = new Set(fields.map(({ name }) => name));
  const found: Record<string, string> = {};
  for (const [name, value] of parameters) {
    if (value !== '' && (names.has(name) || name.startsWith('metadata['))) found[name] ??= value;
  }
  return found;
}

/** A page's address with this filter instead of another; what else stands in it stays. */
export function addressWithFilter(
  address: URLSearchParams,
  filter: Filter,
  fields: readonly FilterField[],
): string {
  const next = new URLSearchParams(address);
  for (const name of Object.keys(filterFromAddress(address, fields))) next.delete(name);
  for (const [name, value] of Object.entries(filter)) next.set(name, value);
  const query = next.toString();
  return query === '' ? '?' : `?${query}`;
}
