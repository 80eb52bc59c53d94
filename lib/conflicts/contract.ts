import { z } from 'zod';
import { filterText, sharedFilterFields } from '@/lib/http/list-filters';
import { listQueryFields } from '@/lib/http/list-query';
import { durationSeconds } from '@/lib/policies/duration';

const CENTURY_SECONDS = 100 * 366 * 86_400;

const keyText = z.string().min(1).max(255).optional();
const operation = z.string().min(1).max(100).optional();

/** Of payload conflicts; `group` is the id of one of `/stats/conflicts`. */
const conflictFilters = {
  client_id: filterText.optional(),
  user_agent: sharedFilterFields.user_agent,
  operation: operation,
  customer_reference: sharedFilterFields.customer_reference,
  key: keyText,
  pointer: z.string().max(1000).optional(),
  group: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'must be the id of a group')
    .optional(),
  from: sharedFilterFields.from,
  to: sharedFilterFields.to,
};

export const conflictsQuery = z.strictObject({ ...listQueryFields, ...conflictFilters });
export type ConflictsQuery = z.output<typeof conflictsQuery>;

export const conflictGroupsQuery = z.strictObject({
  ...conflictFilters,
  limit: listQueryFields.limit,
});
export type ConflictGroupsQuery = z.output<typeof conflictGroupsQuery>;

/** What if keys had been kept so long: executions after expiry, and what they would have been. */
const whatIfFields = {
  retention: z
    .string()
    .refine((text) => {
      const seconds = durationSeconds(text);
      return (
        text === 'indefinite' ||
        (seconds !== undefined && seconds >= 1 && seconds <= CENTURY_SECONDS)
      );
    }, 'must be an ISO 8601 duration from one second to 100 years, as in P7D, or "indefinite"')
    .default('P7D'),
  operation: operation,
  from: sharedFilterFields.from,
  to: sharedFilterFields.to,
};

export const whatIfQuery = z.strictObject(whatIfFields);
export type WhatIfQuery = z.output<typeof whatIfQuery>;

export const reusesQuery = z.strictObject({ ...listQueryFields, ...whatIfFields });
export type ReusesQuery = z.output<typeof reusesQuery>;
