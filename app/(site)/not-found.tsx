import type { Metadata } from 'next';
import Link from 'next/link';
import { ProsePage } from '@/components/site/prose-page';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <ProsePage title="There is nothing here" lead="The address is mistyped, or the page is gone.">
      <p>
        Go to the <a href="/">start page</a>, the <Link href="/docs">API reference</Link> or the
        list of <Link href="/problems">problems</Link>.
      </p>
    </ProsePage>
  );
}
