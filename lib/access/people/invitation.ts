import { hash, randomBytes } from 'node:crypto';

/** How long the link of an invitation works. */
export const INVITATION_SECONDS = 7 * 24 * 3600;

/** 256 random bits. */
export function newInvitation(): string {
  return randomBytes(32).toString('base64url');
}

/** All that is stored of it. */
export function hashInvitation(token: string): Buffer {
  return Buffer.from(hash('sha256', `invitation\n${token}`, 'hex'), 'hex');
}

/** Behind the `#`, which browsers send to nobody and servers log nowhere. */
export function invitationLink(publicUrl: string, token: string): string {
  return `${publicUrl}/sign-in#invitation=${token}`;
}
