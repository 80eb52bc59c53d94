import type { Metadata } from 'next';
import { ProblemList } from '@/components/problems/problem-list';
import { ProsePage } from '@/components/site/prose-page';

export const metadata: Metadata = { title: 'Problems' };

/** Not made at build time: each answer has the nonce that its scripts need. */
export const dynamic = 'force-dynamic';

export default function ProblemsPage() {
  return (
    <ProsePage
      title="Problems"
      lead="Every refusal of the API is one of these. Its type is the address of its page."
      current="/problems"
    >
      <ProblemList />
    </ProsePage>
  );
}
