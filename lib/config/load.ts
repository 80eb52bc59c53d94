import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Config, parseEnvironment } from './environment';

/**
 * The configuration of this process: `.env` of the working folder, which every npm script runs in
 * the clone's root, then the environment, which wins. Throws ConfigurationError.
 */
export function loadConfig(): Config {
  const file = path.resolve('.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return parseEnvironment(process.env);
}
