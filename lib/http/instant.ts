import { z } from 'zod';

/** RFC 3339. Not beyond the years that Date and PostgreSQL both write as four digits. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 time' })
  .refine((text) => {
    const year = new Date(text).getUTCFullYear();
    return year >= 1 && year <= 9999;
  }, 'must be a time of the years 1 to 9999, in UTC');
