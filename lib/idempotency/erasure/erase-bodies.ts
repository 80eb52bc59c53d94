import type { Pool } from '@/lib/database/connection';
import { withoutCustomer } from './redact';
import { answersAfter, dropEvidenceAfter, type EvidencePlace, replaceAnswers } from './store';

const PAGE_ROWS = 2000;
/** Before all evidence. */
const FIRST: EvidencePlace = { eventId: '00000000-0000-0000-0000-000000000000', part: '' };

/**
 * Erases a customer from the bodies that are kept of requests. Answers under live keys lose what
 * names the customer, so that a replay is the same answer without it; bodies kept as evidence are
 * deleted. Reads all of the merchant's, page by page: a batch's event does not tell its customers.
 * Returns how many bodies named the customer. Throws DatabaseError.
 */
export async function eraseBodies(
  ownerPool: Pool,
  { merchantId, customer }: { readonly merchantId: string; readonly customer: string },
  pageRows = PAGE_ROWS,
): Promise<number> {
  const named = `"customer_reference":${JSON.stringify(customer)}`;
  const page = { merchantId, named, limit: pageRows };
  let erased = 0;
  for (let after: string | null = ''; after !== null; ) {
    const { last, found } = await answersAfter(ownerPool, { ...page, after });
    const redacted = found.map((answer) => ({
      ...answer,
      redacted: withoutCustomer(answer.body, customer),
    }));
    await replaceAnswers(ownerPool, merchantId, redacted);
    erased += found.length;
    after = last;
  }
  // Last: what a purge has made evidence meanwhile is redacted or found.
  for (let after: EvidencePlace | null = FIRST; after !== null; ) {
    const { last, dropped } = await dropEvidenceAfter(ownerPool, { ...page, after });
    erased += dropped;
    after = last;
  }
  return erased;
}
