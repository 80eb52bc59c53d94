/**
 * A name for an operation, made from its method and path: `listPayments`, `getPayment`,
 * `createPaymentBatch`, `revokeMerchantApiKey`. Generated clients use it as the method's name.
 */
export function operationId(method: string, path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  const isParameter = (index: number) => segments[index]?.startsWith('{') === true;
  const last = segments.length - 1;
  const name = segments.at(-1) ?? '';
  const isAction = method === 'POST' && isParameter(last - 1) && !isPlural(name);
  const nouns = segments.flatMap((segment, index) => {
    if (isParameter(index) || (isAction && index === last)) return [];
    const isOne = method !== 'GET' || isParameter(index + 1);
    return [pascal(isOne ? singular(segment) : segment)];
  });
  if (isAction) return camel(name) + nouns.join('');
  return verb(method, !isParameter(last) && isPlural(name)) + nouns.join('');
}

function verb(method: string, isCollection: boolean): string {
  if (method === 'GET') return isCollection ? 'list' : 'get';
  if (method === 'PUT') return 'replace';
  return 'create';
}

function isPlural(word: string): boolean {
  return word === 'people' || (word.endsWith('s') && !word.endsWith('ss'));
}

function singular(word: string): string {
  if (word === 'people') return 'person';
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return isPlural(word) ? word.slice(0, -1) : word;
}

function pascal(kebab: string): string {
  return kebab
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function camel(kebab: string): string {
  const joined = pascal(kebab);
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}
