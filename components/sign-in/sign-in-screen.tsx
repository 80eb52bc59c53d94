'use client';

import { useEffect, useState } from 'react';
import { Brand, Mark } from '../shell/brand';
import { InvitationForm } from './invitation-form';
import { OtherWays, type OtherWaysProps } from './other-ways';
import styles from './sign-in.module.css';
import { SignInForm } from './sign-in-form';

const INVITATION = /^#invitation=([\w-]{20,200})$/;

/** Sign-in, or, behind the link of an invitation, the choice of a password. */
export function SignInScreen({ next, issuer, refused }: OtherWaysProps) {
  const invitation = useInvitation();
  return (
    <div className={styles.screen}>
      <aside className={styles.story} aria-hidden="true">
        <Mark className={styles.storyMark} />
        <p className={styles.storyTitle}>Two requests. One payment. The proof.</p>
        <p className={styles.storyText}>
          Every attempt, every replay and every conflict, sealed in a log that nobody can quietly
          change.
        </p>
      </aside>
      <main className={styles.main}>
        <div className={styles.card}>
          <Brand />
          {invitation ? (
            <InvitationForm token={invitation} next={next} />
          ) : (
            <>
              <SignInForm next={next} />
              <OtherWays next={next} issuer={issuer} refused={refused} />
            </>
          )}
        </div>
      </main>
    </div>
  );
}

/** The token behind the `#`, which only this page ever sees; it is taken out of the address. */
function useInvitation(): string | undefined {
  const [token, setToken] = useState<string>();
  useEffect(() => {
    const found = INVITATION.exec(location.hash)?.[1];
    if (found === undefined) return;
    setToken(found);
    history.replaceState(null, '', location.pathname + location.search);
  }, []);
  return token;
}
