import { API_BASE } from '@/lib/operations/base-path';
import type { Route } from './route';

interface Pattern {
  readonly segments: readonly string[];
  readonly routes: Route[];
  readonly allow: string[];
}

export interface Match {
  /** Undefined where the path exists, with other methods. */
  readonly route: Route | undefined;
  readonly allow: readonly string[];
  readonly params: Readonly<Record<string, string>>;
}

/** Finds routes by path; static paths directly, the others segment by segment. */
export class RouteTable {
  readonly routes: readonly Route[];
  readonly #static = new Map<string, Pattern>();
  readonly #parametric: Pattern[] = [];

  constructor(routes: readonly Route[]) {
    this.routes = routes;
    const patterns = new Map<string, Pattern>();
    for (const route of routes) {
      const path = API_BASE + route.path;
      const pattern = patterns.get(path) ?? { segments: path.split('/'), routes: [], allow: [] };
      pattern.routes.push(route);
      pattern.allow.push(...(route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]));
      patterns.set(path, pattern);
    }
    for (const [path, pattern] of patterns) {
      if (path.includes('{')) this.#parametric.push(pattern);
      else this.#static.set(path, pattern);
    }
  }

  /** Undefined where no route has this path. A HEAD is answered as the GET. */
  find(method: string, path: string): Match | undefined {
    const found = this.#static.get(path);
    if (found) return match(found, method, {});
    const segments = path.split('/');
    for (const pattern of this.#parametric) {
      const params = bind(pattern.segments, segments);
      if (params) return match(pattern, method, params);
    }
    return undefined;
  }
}

function match(pattern: Pattern, method: string, params: Record<string, string>): Match {
  const wanted = method === 'HEAD' ? 'GET' : method;
  return {
    route: pattern.routes.find((route) => route.method === wanted),
    allow: pattern.allow,
    params,
  };
}

function bind(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) {
      if (segment === '') return undefined;
      params[part.slice(1, -1)] = segment;
    } else if (part !== segment) {
      return undefined;
    }
  }
  return params;
}
