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
  return `${href}${merchantQuery(href, merchant)}`;
}

/** The address of what the API has below /api/v1, at the merchant that is looked at. */
export function apiPath(path: `/${string}`, merchant: string | undefined): `/api/v1/${string}` {
  return `/api/v1${path}${merchantQuery(path, merchant)}`;
}

function merchantQuery(href: string, merchant: string | undefined): string {
  if (merchant === undefined) return '';
  return `${href.includes('?') ? '&' : '?'}merchant=${encodeURIComponent(merchant)}`;
}
