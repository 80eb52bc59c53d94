import { notFound } from 'next/navigation';

/** Whatever no other page answers: with two root layouts, Next has no 404 of its own that is ours. */
export const dynamic = 'force-dynamic';

export default function Nowhere() {
  notFound();
}
