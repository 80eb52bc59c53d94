import { readFileSync } from 'node:fs';
import path from 'node:path';
import { StartError } from './steps.mjs';

/** What was asked for cannot be understood. */
export class UsageError extends Error {}

/** Where an instance on this machine listens, unless told otherwise. */
export function defaultUrl() {
  return `http://127.0.0.1:${process.env.PORT || 3000}`;
}

/** @param {string} text */
export function parsedUrl(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && ['http:', 'https:'].includes(url.protocol)) return url;
  throw new UsageError(`--url is an address such as http://127.0.0.1:3000, not ${text}`);
}

/** Absolute. */
export function dataFolder() {
  return path.resolve(process.env.ONCEOVER_DATA_DIR || '.onceover');
}

/** The API key that was given, else that of the environment, else the data folder's. @param {string | undefined} given */
export function apiKeyOf(given) {
  return given || process.env.ONCEOVER_API_KEY || keptApiKey(dataFolder());
}

/** @param {string} folder @returns {string} */
function keptApiKey(folder) {
  const file = path.join(folder, 'credentials.json');
  try {
    const { apiKey } = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof apiKey === 'string') return apiKey;
  } catch {
    // Absent, unreadable or something else: the key has to come from elsewhere.
  }
  throw new StartError(`no API key in ${file}: give --key, or set ONCEOVER_API_KEY`);
}
