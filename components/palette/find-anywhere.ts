import { callApi } from '../data/call-api';
import { type MerchantChoice, withMerchant } from '../shell/merchant';
import { destinationOf, type Found, nameOf } from './destination';
import type { PaletteOption } from './option';

/** Of many merchants, so many are asked besides the one that is looked at. */
const OTHERS_MAX = 50;

interface Place {
  readonly merchant: string | undefined;
  readonly merchants: readonly MerchantChoice[];
}

/** Where a text leads: at the merchant that is looked at, else at the person's others. */
export async function findAnywhere(text: string, place: Place): Promise<PaletteOption[]> {
  const { merchant, merchants } = place;
  const named = merchants.find(({ id }) => id === text);
  if (named)
    return [
      { id: named.id, label: named.name, hint: 'Merchant', href: withMerchant('/', named.id) },
    ];
  const here = await lookUp(text, merchant);
  if (here.length > 0) return optionsOf(here, merchant);
  const current = merchant ?? merchants[0]?.id;
  const others = merchants.filter(({ id }) => id !== current).slice(0, OTHERS_MAX);
  const found = await Promise.all(
    others.map(async ({ id, name }) => optionsOf(await lookUp(text, id), id, ` at ${name}`)),
  );
  return found.flat();
}

async function lookUp(text: string, merchant: string | undefined): Promise<readonly Found[]> {
  const path = withMerchant(`/api/v1/lookup?q=${encodeURIComponent(text)}`, merchant);
  const { data } = await callApi<{ data: readonly Found[] }>(path as `/api/${string}`);
  return data;
}

function optionsOf(
  all: readonly Found[],
  merchant: string | undefined,
  where = '',
): PaletteOption[] {
  return all.flatMap((found) => {
    const href = destinationOf(found, merchant);
    const hint = nameOf(found) + where;
    return href === undefined ? [] : [{ id: `${hint} ${found.id}`, label: found.id, hint, href }];
  });
}
