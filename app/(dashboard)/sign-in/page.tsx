import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignInScreen } from '@/components/sign-in/sign-in-screen';
import { currentPerson } from '@/lib/access/require-person';
import { nextPath } from '@/lib/access/sign-in/next-path';
import type { PageProps } from '@/lib/api/page-props';
import { currentRuntime } from '@/lib/server/current-runtime';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: PageProps) {
  const { next, sso } = await searchParams;
  const path = nextPath(typeof next === 'string' ? next : undefined);
  if (await currentPerson()) redirect(path);
  const { singleSignOn } = await currentRuntime();
  return (
    <SignInScreen
      next={path}
      issuer={singleSignOn?.settings.name}
      refused={sso === 'failed' || sso === 'no-role' ? sso : undefined}
    />
  );
}
