import { readdirSync } from 'node:fs';

const PRIVATE = 'app/(dashboard)/(private)';

/** The pages of who is signed in: `settings/people/page.tsx` → `/settings/people`. */
export const PRIVATE_PAGES = readdirSync(PRIVATE, { encoding: 'utf8', recursive: true })
  .filter((file) => /(^|\/)page\.tsx$/.test(file))
  .map((file) => `/${file.replace(/\/?page\.tsx$/, '')}`)
  .sort();
