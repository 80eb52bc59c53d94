import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignInScreen } from '@/components/sign-in/sign-in-screen';
import { currentPerson } from '@/lib/access/require-person';
import { nextPath } from '@/lib/access/sign-in/next-path';
import type { PageProps } from '@/lib/api/page-props';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: PageProps) {
  const { next } = await searchParams;
  const path = nextPath(typeof next === 'string' ? next : undefined);
  if (await currentPerson()) redirect(path);
  return <SignInScreen next={path} />;
}
