import { hash } from 'node:crypto';
import type { JsonObject, JsonValue } from '@/lib/http/strict-json';

/** Members by name; `true` where the whole member is left out. */
type Ignored = ReadonlyMap<string, Ignored | true>;

/** The key is not part of what it protects. */
const KEY_POINTERS = ['/idempotency_key', '/x-idempotency-key'];

const trees = new WeakMap<readonly string[], Ignored>();

/**
 * RFC 8785 of a body, without the members that carry the key and without the policy's ignored
 * members (RFC 6901 pointers). Numbers are doubles: strict parsing has refused all others.
 */
export function canonicalBody(body: JsonValue, ignoredMembers: readonly string[]): string {
  let tree = trees.get(ignoredMembers);
  if (tree === undefined) {
    tree = ignoredTree([...KEY_POINTERS, ...ignoredMembers]);
    trees.set(ignoredMembers, tree);
  }
  return canonical(body, tree);
}

/** SHA-256 over method, path and canonical body, on a line each: 64 hexadecimal digits. */
export function fingerprint(method: string, path: string, canonicalText: string): string {
  return hash('sha256', `${method}\n${path}\n${canonicalText}`, 'hex');
}

function canonical(value: JsonValue, ignored: Ignored | undefined): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => canonical(item, below(ignored, String(index)))).join(',')}]`;
  }
  return canonicalObject(value, ignored);
}

function canonicalObject(object: JsonObject, ignored: Ignored | undefined): string {
  // RFC 8785 §3.2.3: by UTF-16 code units, which is how sort() compares.
  const names = Object.keys(object).sort();
  let text = '{';
  for (const name of names) {
    const rule = ignored?.get(name);
    if (rule === true) continue;
    const member = object[name] as JsonValue;
    text += `${text.length > 1 ? ',' : ''}${JSON.stringify(name)}:${canonical(member, rule)}`;
  }
  return `${text}}`;
}

/** An ignored array element stays in place: leaving it out would move the others. */
function below(ignored: Ignored | undefined, name: string): Ignored | undefined {
  const rule = ignored?.get(name);
  return rule === true ? undefined : rule;
}

function ignoredTree(pointers: readonly string[]): Ignored {
  const root = new Map<string, Ignored | true>();
  for (const pointer of pointers) {
    const names = pointer
      .split('/')
      .slice(1)
      .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
    let node = root;
    for (const [index, name] of names.entries()) {
      const last = index === names.length - 1;
      const next = node.get(name);
      if (next === true) break;
      if (last) node.set(name, true);
      else {
        const child = new Map<string, Ignored | true>(next);
        node.set(name, child);
        node = child;
      }
    }
  }
  return root;
}
