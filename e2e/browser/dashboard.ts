import type { Page } from '@playwright/test';
import { untilHeard } from './hydration';
import { expect } from './test';

export const ADMINISTRATOR = { email: 'admin@onceover.local', password: 'e2e-tests-password' };

/** A session for a test of something else: by the API that the form calls, with no page loaded. */
export async function openSession(page: Page, person = ADMINISTRATOR): Promise<void> {
  const answer = await page.request.post('/api/auth/sign-in/email', { data: person });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Signs in as somebody who reads the page would. */
export async function signIn(page: Page, person = ADMINISTRATOR): Promise<void> {
  await page.goto('/sign-in');
  await fillSignIn(page, person);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await untilHeard(page);
}

export async function fillSignIn(page: Page, { email, password } = ADMINISTRATOR): Promise<void> {
  await page.getByLabel('Email address').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
