import type { Browser, Page } from '@playwright/test';
import type { AppProcess } from '../app-process';
import { ADMINISTRATOR } from './dashboard';
import { waitForScripts } from './hydration';

const REASON = 'a test';
let people = 0;

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Somebody with a role, invited by the administrator, with a password chosen. */
export async function newPerson({ url }: AppProcess, role: string): Promise<Credentials> {
  people += 1;
  const email = `somebody-${process.pid}-${people}@example.com`;
  const password = `password of ${email}`;
  const { cookie } = await post(`${url}/api/auth/sign-in/email`, ADMINISTRATOR);
  const invited = await post(`${url}/api/v1/people`, { email, role, reason: REASON }, cookie);
  const token = String(invited.answer.invitation).split('#invitation=')[1];
  await post(`${url}/api/auth/accept-invitation`, { token, password });
  return { email, password };
}

/** A page in a browser of somebody's own. */
export async function newVisitor(browser: Browser, { url }: AppProcess): Promise<Page> {
  const context = await browser.newContext({ baseURL: url });
  return waitForScripts(await context.newPage());
}

async function post(address: string, body: object, cookie?: string) {
  const reply = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie !== undefined && { cookie }) },
    body: JSON.stringify(body),
  });
  const answer = (await reply.json()) as Record<string, unknown>;
  if (!reply.ok) throw new Error(`${address}: ${reply.status} ${JSON.stringify(answer)}`);
  const cookies = reply.headers.getSetCookie().map((each) => each.split(';')[0]);
  return { answer, cookie: cookies.join('; ') };
}
