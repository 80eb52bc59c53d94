import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseEnvironment } from './environment';
import { ConfigurationError } from './errors';

const SECRET = 's'.repeat(32);

function failure(env: Record<string, string>): string {
  try {
    parseEnvironment(env, '/base');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    if (error instanceof ConfigurationError) return error.message;
  }
  throw new Error('it parsed');
}

test('without any variable the contract’s defaults hold', () => {
  expect(parseEnvironment({}, '/base')).toEqual({
    host: '127.0.0.1',
    port: 3000,
    databaseUrl: null,
    directDatabaseUrl: null,
    dataDir: '/base/.onceover',
    publicUrl: 'http://localhost:3000',
    secret: null,
    adminEmail: 'admin@onceover.local',
    adminPassword: null,
    apiKey: null,
    trustedProxies: 0,
    waitMs: 5000,
    bodyLimitBytes: 262_144,
    rateLimitPerSecond: 0,
    logLevel: 'info',
    tail: true,
    batchOneMerchant: false,
    poolSize: 10,
    historyMonths: 13,
    oidc: null,
  });
});

test('every variable is read', () => {
  const config = parseEnvironment(
    {
      PORT: '8080',
      HOST: '0.0.0.0',
      DATABASE_URL: 'postgres://app@db/once',
      DIRECT_DATABASE_URL: 'postgresql://owner@db/once',
      ONCEOVER_DATA_DIR: '/var/lib/onceover',
      ONCEOVER_PUBLIC_URL: 'https://once.example.com/',
      ONCEOVER_SECRET: SECRET,
      ONCEOVER_ADMIN_EMAIL: 'Ada@Example.com',
      ONCEOVER_ADMIN_PASSWORD: 'correct horse',
      ONCEOVER_API_KEY: 'k'.repeat(32),
      ONCEOVER_TRUSTED_PROXIES: '2',
      ONCEOVER_WAIT_MS: '0',
      ONCEOVER_BODY_LIMIT: '1024',
      ONCEOVER_RATE_LIMIT: '50',
      ONCEOVER_LOG_LEVEL: 'warn',
      ONCEOVER_TAIL: 'off',
      ONCEOVER_BATCH_ONE_MERCHANT: 'true',
      ONCEOVER_POOL_SIZE: '20',
      ONCEOVER_HISTORY_MONTHS: '12',
      ONCEOVER_OIDC_ISSUER: 'https://id.example.com/realm',
      ONCEOVER_OIDC_CLIENT_ID: 'onceover',
      ONCEOVER_OIDC_CLIENT_SECRET: 'a client secret',
      ONCEOVER_OIDC_ROLES: 'ops=admin',
      ONCEOVER_OIDC_NAME: 'Example',
      ONCEOVER_OIDC_SCOPE: 'openid email',
      ONCEOVER_OIDC_GROUPS_CLAIM: 'memberOf',
    },
    '/base',
  );
  expect(config).toEqual({
    host: '0.0.0.0',
    port: 8080,
    databaseUrl: 'postgres://app@db/once',
    directDatabaseUrl: 'postgresql://owner@db/once',
    dataDir: '/var/lib/onceover',
    publicUrl: 'https://once.example.com',
    secret: SECRET,
    adminEmail: 'ada@example.com',
    adminPassword: 'correct horse',
    apiKey: 'k'.repeat(32),
    trustedProxies: 2,
    waitMs: 0,
    bodyLimitBytes: 1024,
    rateLimitPerSecond: 50,
    logLevel: 'warn',
    tail: false,
    batchOneMerchant: true,
    poolSize: 20,
    historyMonths: 12,
    oidc: {
      issuer: 'https://id.example.com/realm',
      clientId: 'onceover',
      clientSecret: 'a client secret',
      roles: [{ group: 'ops', role: 'admin', merchantId: '00000000-0000-0000-0000-000000000000' }],
      name: 'Example',
      scope: 'openid email',
      groupsClaim: 'memberOf',
    },
  });
});

test('an empty value counts as absent', () => {
  expect(parseEnvironment({ PORT: '', ONCEOVER_SECRET: '' }, '/base').port).toBe(3000);
});

test('names of npm, Node and others are left alone', () => {
  expect(() => parseEnvironment({ NODE_ENV: 'x', npm_config_x: 'y', ONCE: 'z' })).not.toThrow();
});

describe('what stops the start', () => {
  test.each([
    ['PORT', '65536'],
    ['PORT', '3000.5'],
    ['PORT', '0x10'],
    ['HOST', 'http://localhost'],
    ['DATABASE_URL', 'mysql://u:hidden-password@h/d'],
    ['ONCEOVER_PUBLIC_URL', 'https://once.example.com/path'],
    ['ONCEOVER_PUBLIC_URL', 'ftp://once.example.com'],
    ['ONCEOVER_PUBLIC_URL', 'https://user:hidden-password@once.example.com'],
    ['ONCEOVER_SECRET', 'hidden-password'],
    ['ONCEOVER_ADMIN_EMAIL', 'nobody'],
    ['ONCEOVER_ADMIN_PASSWORD', 'short'],
    ['ONCEOVER_API_KEY', 'hidden-password'],
    ['ONCEOVER_API_KEY', `${'k'.repeat(32)} `],
    ['ONCEOVER_API_KEY', 'k'.repeat(201)],
    ['ONCEOVER_TRUSTED_PROXIES', '-1'],
    ['ONCEOVER_WAIT_MS', '5s'],
    ['ONCEOVER_WAIT_MS', ' 5'],
    ['ONCEOVER_BODY_LIMIT', '1e6'],
    ['ONCEOVER_RATE_LIMIT', 'none'],
    ['ONCEOVER_LOG_LEVEL', 'INFO'],
    ['ONCEOVER_BATCH_ONE_MERCHANT', 'yes'],
    ['ONCEOVER_POOL_SIZE', '1'],
    ['ONCEOVER_HISTORY_MONTHS', '11'],
    ['ONCEOVER_OIDC_ISSUER', 'http://id.example.com'],
    ['ONCEOVER_OIDC_ISSUER', 'id.example.com'],
    ['ONCEOVER_OIDC_ROLES', 'ops=root'],
    ['ONCEOVER_OIDC_CLIENT_SECRET', 'hidden-password'],
    ['ONCEOVER_WAIT', '5000'],
    ['ONCEOVER_', '1'],
  ])('%s=%s, in one line that names it and not its value', (name, value) => {
    const message = failure({ [name]: value });
    expect(message).toContain(name);
    expect(message).not.toContain('\n');
    expect(message).not.toContain('hidden-password');
  });

  test('an issuer without what it needs', () => {
    const issuer = { ONCEOVER_OIDC_ISSUER: 'https://id.example.com' };
    expect(failure(issuer)).toContain('ONCEOVER_OIDC_CLIENT_ID');
    const client = { ONCEOVER_OIDC_CLIENT_ID: 'a', ONCEOVER_OIDC_CLIENT_SECRET: 'b' };
    expect(failure({ ...issuer, ...client })).toContain('ONCEOVER_OIDC_ROLES');
  });

  test('DATABASE_URL without ONCEOVER_SECRET', () => {
    expect(failure({ DATABASE_URL: 'postgres://h/d' })).toContain('ONCEOVER_SECRET');
  });

  test('DIRECT_DATABASE_URL without DATABASE_URL', () => {
    expect(failure({ DIRECT_DATABASE_URL: 'postgres://h/d', ONCEOVER_SECRET: SECRET })).toContain(
      'DATABASE_URL',
    );
  });
});

test('.env.example lists every variable there is, no other, and parses', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n');
  const entries = lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split('='));
  const env = Object.fromEntries(entries.map(([name, value]) => [name, value]));
  expect(parseEnvironment(env, '/base')).toEqual(parseEnvironment({}, '/base'));
  const files = ['lib/config/environment.ts', 'lib/config/oidc.ts'];
  const source = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const named = new Set(
    source.match(/\b(?:ONCEOVER_[A-Z_]+[A-Z]|(?:DIRECT_)?DATABASE_URL|PORT|HOST)\b/g),
  );
  expect(new Set(Object.keys(env))).toEqual(named);
});
