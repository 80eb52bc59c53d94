'use client';

import { useSearchParams } from 'next/navigation';

export interface MerchantChoice {
  readonly id: string;
  readonly name: string;
}

/** The merchant that the address names; undefined where it names none, which is the first one. */
export function useMerchantParam(): string | undefined {
  return useSearchParams().get('merchant') ?? undefined;
}

/** A page's address, at the merchant that is looked at. */
export function withMerchant(href: string, merchant: string | undefined): string {
  if (merchant === undefined) return href;
  return `${href}${href.includes('?') ? '&' : '?'}merchant=${encodeURIComponent(merchant)}`;
}
