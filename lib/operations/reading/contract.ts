import { z } from 'zod';
import { idFilter, minorUnits, sharedFilterFields } from '@/lib/http/list-filters';
import { listQueryFields } from '@/lib/http/list-query';

export const paymentsQuery = z.strictObject({
  ...listQueryFields,
  ...sharedFilterFields,
  client_id: idFilter('key', 'an API key id').optional(),
  amount: minorUnits.optional(),
});

export const refundsQuery = z.strictObject({
  ...listQueryFields,
  payment_id: idFilter('pay', 'a payment id').optional(),
});
