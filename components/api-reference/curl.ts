import type { Operation, RequestExample } from './reference';

const ORIGIN = 'http://localhost:3000';
/** Where the body stands in the command. */
const INDENT = '\n  ';

/** A command that makes this request, ready to paste once the shell has ONCEOVER_API_KEY. */
export function curlCommand(operation: Operation, { body }: RequestExample): string {
  const { method, examplePath, needsKey, takesIdempotencyKey } = operation;
  const lines = [`curl ${method === 'PUT' ? '-X PUT ' : ''}${ORIGIN}${examplePath}`];
  if (needsKey) lines.push('-H "Authorization: Bearer $ONCEOVER_API_KEY"');
  if (body !== undefined) {
    const json = JSON.stringify(body, null, 2).replaceAll('\n', INDENT);
    if (takesIdempotencyKey && !json.includes('"idempotency_key"')) {
      lines.push('-H "Idempotency-Key: order-2026-00017"');
    }
    lines.push('-H "Content-Type: application/json"', `-d '${json.replaceAll("'", "'\\''")}'`);
  } else if (method === 'POST') {
    lines.push('-X POST');
  }
  return lines.join(` \\${INDENT}`);
}
