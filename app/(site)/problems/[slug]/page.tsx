import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ProblemPage } from '@/components/problems/problem-page';
import { problemExample } from '@/lib/api/openapi-problems';
import { PROBLEMS, type ProblemSlug } from '@/lib/http/contract';

/** Not made at build time: each answer has the nonce that its scripts need. */
export const dynamic = 'force-dynamic';

interface PageProps {
  readonly params: Promise<{ readonly slug: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: PROBLEMS[known((await params).slug)].title };
}

export default async function Page({ params }: PageProps) {
  const slug = known((await params).slug);
  return <ProblemPage slug={slug} example={problemExample(slug)} />;
}

function known(slug: string): ProblemSlug {
  return Object.hasOwn(PROBLEMS, slug) ? (slug as ProblemSlug) : notFound();
}
