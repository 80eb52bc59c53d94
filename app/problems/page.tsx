import type { Metadata } from 'next';
import { ProblemList } from '@/components/problems/problem-list';
import { ProsePage } from '@/components/shell/prose-page';

export const metadata: Metadata = { title: 'Problems' };

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
