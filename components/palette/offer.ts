import { addressWithFilter } from '../filters/filter-from-address';
import { type MerchantChoice, withMerchant } from '../shell/merchant';
import type { PaletteOption } from './option';
import { readTicket } from './read-ticket';

const OFFERED_MAX = 9;
export const FIND = 'find';
export const SHORTCUTS = 'shortcuts';

interface Place {
  readonly path: string;
  readonly merchant: string | undefined;
  readonly merchants: readonly MerchantChoice[];
  readonly zone: string;
  readonly pages: readonly { readonly href: string; readonly label: string }[];
}

/** What is offered for a text before anybody is asked. */
export function offer(text: string, now: Date, place: Place): PaletteOption[] {
  const wanted = text.trim().toLowerCase();
  const fits = ({ label }: PaletteOption) => label.toLowerCase().includes(wanted);
  const pages = [...pageOptions(place), shortcuts].filter(fits);
  if (wanted === '') return pages.slice(0, OFFERED_MAX);
  const merchants = merchantOptions(place).filter(fits);
  const find = { id: FIND, label: text.trim(), hint: 'Find' };
  const own = [...pages, ...merchants].slice(0, OFFERED_MAX);
  const begins = own.some(({ label }) => label.toLowerCase().startsWith(wanted));
  const finds = [find, beginning(text.trim(), place)];
  return [
    ...ticketOptions(text, now, place),
    ...(begins ? [...own, ...finds] : [...finds, ...own]),
  ];
}

const shortcuts: PaletteOption = { id: SHORTCUTS, label: 'Keyboard shortcuts', hint: 'Help' };

function pageOptions({ pages, merchant }: Place): PaletteOption[] {
  return pages.map(({ href, label }) => ({
    id: href,
    label,
    hint: 'Page',
    href: withMerchant(href, merchant),
  }));
}

function merchantOptions({ merchants, path }: Place): PaletteOption[] {
  if (merchants.length < 2) return [];
  return merchants.map(({ id, name }) => ({
    id,
    label: name,
    hint: 'Merchant',
    href: withMerchant(path, id),
  }));
}

function beginning(text: string, { merchant }: Place): PaletteOption {
  const href = withMerchant(`/keys?key_prefix=${encodeURIComponent(text)}`, merchant);
  return { id: 'beginning', label: text, hint: 'Keys that begin with', href };
}

function ticketOptions(text: string, now: Date, { merchant, zone }: Place): PaletteOption[] {
  const ticket = readTicket(text, now, zone);
  if (!ticket) return [];
  const query = addressWithFilter(new URLSearchParams(), ticket.filter, []);
  const label = ticket.facts.join(' · ');
  return [
    {
      id: 'compare',
      label,
      hint: 'Attempts side by side',
      href: withMerchant(`/keys/compare${query}`, merchant),
    },
    { id: 'list', label, hint: 'Keys', href: withMerchant(`/keys${query}`, merchant) },
  ];
}
