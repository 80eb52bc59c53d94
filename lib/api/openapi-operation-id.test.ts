import { expect, test } from 'vitest';
import { operationId } from './openapi-operation-id';

test.each([
  ['GET', '/payments', 'listPayments'],
  ['GET', '/payments/{id}', 'getPayment'],
  ['POST', '/payments', 'createPayment'],
  ['POST', '/payments/batch', 'createPaymentBatch'],
  ['GET', '/policies', 'listPolicies'],
  ['PUT', '/policies/{operation}', 'replacePolicy'],
  ['GET', '/policies/{operation}/history', 'getPolicyHistory'],
  ['GET', '/keys/{id}/events', 'listKeyEvents'],
  ['POST', '/merchants/{id}/api-keys', 'createMerchantApiKey'],
  ['POST', '/merchants/{id}/api-keys/{key_id}/revoke', 'revokeMerchantApiKey'],
  ['POST', '/exports/{id}/cancel', 'cancelExport'],
  ['GET', '/exports/{id}/download', 'getExportDownload'],
  ['GET', '/audit/access', 'getAuditAccess'],
  ['GET', '/stats/traffic', 'getStatsTraffic'],
])('%s %s is named %s', (method, path, name) => {
  expect(operationId(method, path)).toBe(name);
});
