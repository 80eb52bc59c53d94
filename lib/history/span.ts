import { invalidRequest } from '@/lib/http/problem';

/** A half-open span of time, in milliseconds since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a query asks for; each end it leaves open is the default's. Throws `invalid-request`. */
export function spanOf(
  query: { readonly from?: string | undefined; readonly to?: string | undefined },
  defaults: Span,
): Span {
  const lengthMs = defaults.toMs - defaults.fromMs;
  const fromMs = query.from === undefined ? undefined : Date.parse(query.from);
  const toMs = query.to === undefined ? undefined : Date.parse(query.to);
  const span = {
    fromMs: fromMs ?? (toMs === undefined ? defaults.fromMs : toMs - lengthMs),
    toMs: toMs ?? (fromMs === undefined ? defaults.toMs : Math.max(defaults.toMs, fromMs)),
  };
  if (span.fromMs > span.toMs) {
    throw invalidRequest({ pointer: '/from', detail: 'must not be after "to"' });
  }
  return span;
}

/** Whole steps, in UTC: where each begins, and all of them together as RFC 3339. */
export interface Steps {
  readonly starts: readonly number[];
  readonly from: string;
  readonly to: string;
}

/** All steps that have a part in the span. Throws `invalid-request`. */
export function stepsOf({ fromMs, toMs }: Span, stepMs: number, max: number): Steps {
  const firstMs = Math.floor(fromMs / stepMs) * stepMs;
  const count = Math.max(0, Math.ceil((toMs - firstMs) / stepMs));
  if (count > max) {
    const detail = `asks for ${count} steps; ${max} are the most: take a longer step or a shorter span`;
    throw invalidRequest({ pointer: '/from', detail });
  }
  return {
    starts: Array.from({ length: count }, (_, index) => firstMs + index * stepMs),
    from: new Date(firstMs).toISOString(),
    to: new Date(firstMs + count * stepMs).toISOString(),
  };
}
