import { describe, expect, test } from 'vitest';
import { Api, expectProblem, SLUGS } from './api';
import { doors, newApiKey, newMerchant } from './doors';
import { sendRaw } from './raw-socket';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

describe.each(doors)('$name: an operator', (door) => {
  const nobody = new Api(door.url, undefined);

  test('asks whether it lives and is ready, without a key', async () => {
    for (const path of ['/api/health/live', '/api/health/ready']) {
      const reply = await nobody.get(path);
      expect([path, reply.status]).toEqual([path, 200]);
      expect(reply.headers['cache-control']).toBe('no-store');
      expect(reply.requestId).toMatch(/^req_/);
      expect((await nobody.send(path, { method: 'HEAD' })).text).toBe('');
      const posted = await nobody.post(path, {});
      expectProblem(posted, 'method-not-allowed');
      expect(posted.headers.allow).toBe('GET, HEAD');
    }
  });

  test('reads metrics in the text format of Prometheus', async () => {
    const { api } = await newMerchant(door);
    await api.pay();
    const reply = await api.get('/api/metrics');
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    for (const family of [
      'onceover_attempts_total',
      'onceover_http_requests_total',
      'onceover_http_request_seconds_bucket',
      'onceover_batch_rows_count',
      'onceover_undecided_keys',
      'onceover_waiting_rows',
      'onceover_journal_events',
      'onceover_cache_answers',
      'onceover_pool_connections',
      'onceover_table_rows',
      'onceover_table_bytes',
      'onceover_process_resident_memory_bytes',
      'onceover_nodejs_eventloop_lag_seconds',
    ]) {
      expect(reply.text, family).toMatch(new RegExp(`^${family}[{ ]`, 'm'));
    }
    expect(reply.text).toMatch(
      /^onceover_attempts_total\{operation="payments",outcome="executed"\} [1-9]/m,
    );
    expect(reply.text).not.toMatch(/pay_|mer_|cus_http/);
  });

  test('needs a key with the scope read for metrics from elsewhere', async () => {
    const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
    expectProblem(await nobody.get('/api/metrics', elsewhere), 'unauthenticated');
    expectProblem(
      await nobody.get('/api/metrics', { forwarded: 'for=203.0.113.9' }),
      'unauthenticated',
    );
    const { id, api } = await newMerchant(door);
    expect((await api.get('/api/metrics', elsewhere)).status).toBe(200);
    const writer = await newApiKey(door, id, ['ingest']);
    expectProblem(await writer.get('/api/metrics', elsewhere), 'forbidden');
  });
});

test('door two: a doubled slash is a path like any other, not a redirect', async () => {
  const { api } = await newMerchant(doors[1] as (typeof doors)[number]);
  for (const path of ['/api/v1//payments', '/api//v1/payments']) {
    expectProblem(await api.get(path), 'not-found');
  }
});

test('door two: metrics need no key on the machine itself', async () => {
  const reply = await new Api(String(doors[1]?.url), undefined).get('/api/metrics');
  expect(reply.status).toBe(200);
});

describe.each(doors)('$name: whoever reads', (door) => {
  const nobody = new Api(door.url, undefined);

  test.each(SLUGS)('finds a page at /problems/%s', async (slug) => {
    const page = await nobody.send(`~/problems/${slug}`, {
      headers: { accept: 'text/html' },
    });
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.text).toContain(slug);
  });

  test('finds the reference at /docs, and 404 for a problem that there is not', async () => {
    expect((await nobody.send('~/docs')).status).toBe(200);
    expect((await nobody.send('~/problems/nothing')).status).toBe(404);
  });

  test('finds the image optimizer closed', async () => {
    const reply = await nobody.send('~/_next/image?url=%2Ficon.svg&w=64&q=75');
    expect([400, 404]).toContain(reply.status);
  });
});

describe.each(doors)('$name: below /api', (door) => {
  test.each([
    '/api',
    '/api/',
    '/api/v1',
    '/api/v1/',
    '/api/v2/payments',
    '/api/v1/nothing',
    '/api/v1/payments/',
    '/api/v1/payments/batch/',
    '/api/v1/Payments',
    '/api/v1/payments/x/y',
    '/api/v1/payments%2fbatch',
    '/api/v1/payments.rsc',
    '/api/v1/payments.json',
    '/api/v1/openapi.json/',
    '/api/health',
    '/api/health/ready/',
    '/api/%',
    '/api/%ff',
    '/api/v1/%c0%ae%c0%ae/',
    '/api/_next/data/x',
  ])('%s is a 404 problem with any method', async (path) => {
    const { api } = await newMerchant(door);
    for (const method of METHODS) {
      const reply = await api.send(path, { method });
      if (method === 'HEAD') {
        expect([reply.status, reply.text]).toEqual([404, '']);
        expect(reply.headers['content-type']).toBe('application/problem+json');
      } else {
        expectProblem(reply, 'not-found');
      }
    }
  });

  test('dots in a path lead nowhere else', async () => {
    const { api } = await newMerchant(door);
    for (const path of ['/api/v1/../v1/payments', '/api/v1/%2e%2e/x', '/api/v1/./payments/.']) {
      const head = `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api.secret}\r\n`;
      const reply = await sendRaw(door.url, `${head}Connection: close\r\n\r\n`);
      expect([200, 404]).toContain(reply.status);
    }
  });

  test.each([
    ['/api/v1/payments', ['GET', 'HEAD', 'POST']],
    ['/api/v1/payments/batch', ['POST']],
    ['/api/v1/refunds', ['GET', 'HEAD', 'POST']],
    ['/api/v1/jobs', ['POST']],
    ['/api/v1/policies/payments', ['GET', 'HEAD', 'PUT']],
  ])('%s takes only its methods', async (path, allowed) => {
    const { api } = await newMerchant(door);
    for (const method of METHODS.filter((each) => !allowed.includes(each))) {
      if (method === 'HEAD' || (method === 'GET' && path.endsWith('/batch'))) continue;
      const reply = await api.send(path, { method, headers: { 'x-http-method-override': 'POST' } });
      expectProblem(reply, 'method-not-allowed');
      expect(String(reply.headers.allow).split(', ').sort()).toEqual([...allowed].sort());
    }
  });

  test('HEAD is answered as GET, without a body', async () => {
    const { api } = await newMerchant(door);
    const made = await api.pay();
    const path = `/payments/${made.json.id}`;
    const [get, head] = [await api.get(path), await api.send(path, { method: 'HEAD' })];
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
  });

  test("Next's own headers change nothing", async () => {
    const { api } = await newMerchant(door);
    const headers = {
      // Next answers it with a redirect of its own.
      ...(door.name === 'door two' && { rsc: '1' }),
      'next-router-prefetch': '1',
      'next-action': 'x',
      'x-middleware-subrequest': 'middleware:middleware:middleware',
      'x-matched-path': '/problems/internal',
      'x-nextjs-data': '1',
      'x-invoke-path': '/docs',
      'x-forwarded-host': 'evil.test',
    };
    expect((await api.get('/payments', headers)).json.data).toEqual([]);
    expectProblem(await new Api(door.url, undefined).get('/payments', headers), 'unauthenticated');
    const upgrade = await sendRaw(
      door.url,
      'GET /api/v1/payments HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      1500,
    );
    expect(upgrade.status).not.toBe(101);
  });
});
