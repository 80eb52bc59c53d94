import type { Operation } from './reference';

const ORIGIN = 'http://localhost:3000';

/** A command that makes this request, ready to paste once the shell has ONCEOVER_API_KEY. */
export function curlCommand(operation: Operation): string {
  const { method, examplePath, body } = operation;
  const lines = [`curl ${method === 'PUT' ? '-X PUT ' : ''}${ORIGIN}${examplePath}`];
  if (operation.needsKey) lines.push('-H "Authorization: Bearer $ONCEOVER_API_KEY"');
  if (body) {
    const json = JSON.stringify(body.example ?? {}, null, 2);
    if (operation.takesIdempotencyKey && !json.includes('"idempotency_key"')) {
      lines.push('-H "Idempotency-Key: order-2026-00017"');
    }
    lines.push('-H "Content-Type: application/json"', `-d '${json.replaceAll("'", "'\\''")}'`);
  } else if (method === 'POST') {
    lines.push('-X POST');
  }
  return lines.join(' \\\n  ');
}
