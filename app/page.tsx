import { LinkCards } from '@/components/shell/link-cards';
import { ProsePage } from '@/components/shell/prose-page';

const CARDS = [
  {
    href: '/docs',
    title: 'API reference',
    text: 'Every operation with its members, answers and a command to try it.',
  },
  {
    href: '/problems',
    title: 'Problems',
    text: 'What each refusal means, and what to do about it.',
  },
  {
    href: '/api/health/ready',
    title: 'Health',
    text: 'Whether this instance takes traffic right now.',
  },
] as const;

export default function StartPage() {
  return (
    <ProsePage
      title="Onceover"
      lead="Takes each payment once, however often the request is sent, and remembers every attempt."
    >
      <LinkCards cards={CARDS} />
    </ProsePage>
  );
}
