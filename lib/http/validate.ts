import type { z } from 'zod';
import { invalidRequest, type PointedError, type Problem } from './problem';

const ERRORS_MAX = 20;

export type Validated<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

/** Checks a value; the problem `invalid-request` names each fault by its pointer, below `base`. */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  base = '',
): Validated<z.output<Schema>> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const errors = result.error.issues.flatMap((issue) => pointedErrors(issue, base));
  return { ok: false, problem: invalidRequest(...errors.slice(0, ERRORS_MAX)) };
}

/** RFC 6901 §3. */
export function pointer(base: string, path: readonly PropertyKey[]): string {
  const parts = path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'));
  return [base, ...parts].join('/');
}

function pointedErrors(issue: z.core.$ZodIssue, base: string): PointedError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointer(base, [...issue.path, key]),
      detail: 'is not a member that this operation knows',
    }));
  }
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  const detail = missing ? 'is missing' : lowerFirst(issue.message);
  return [{ pointer: pointer(base, issue.path), detail }];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
