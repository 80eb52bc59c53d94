import { StartError } from '../steps.mjs';

/**
 * Loads the company that is made up: as its button on the dashboard does.
 * @param {{ url: URL, apiKey: string }} instance
 */
export async function loadSampleCompany({ url, apiKey }) {
  const answer = await fetch(new URL('/api/v1/sample-company', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'npm run simulate -- --sample-company' }),
  }).catch(() => null);
  if (answer === null) {
    throw new StartError(`nothing answers at ${url.origin}: run npm start first, or give --url`);
  }
  const body = /** @type {{ merchant_id: string, detail: string, tickets: { text: string }[] }} */ (
    await answer.json()
  );
  if (!answer.ok) throw new StartError(`the sample company was not loaded: ${body.detail}`);
  console.log(`simulate: the sample company is at ${url.origin}/?merchant=${body.merchant_id}`);
  console.log('simulate: its history is in the log within seconds. Tickets to try:');
  for (const { text } of body.tickets) console.log(`  “${text}”`);
}
