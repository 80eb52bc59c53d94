import type { Route } from './route';
import { RouteTable } from './route-table';
import { annotationRoutes } from './routes-annotations';
import { auditRoutes } from './routes-audit';
import { conflictRoutes } from './routes-conflicts';
import { exportRoutes } from './routes-exports';
import { historyRoutes } from './routes-history';
import { jobRoutes } from './routes-jobs';
import { merchantRoutes } from './routes-merchants';
import { noteRoutes } from './routes-notes';
import { observationRoutes } from './routes-observations';
import { paymentRoutes } from './routes-payments';
import { peopleRoutes } from './routes-people';
import { policyRoutes } from './routes-policies';
import { refundRoutes } from './routes-refunds';
import { sampleRoutes } from './routes-sample';

/** Everything below /api/v1, in the order of the API description. */
const routes: readonly Route[] = [
  ...paymentRoutes,
  ...refundRoutes,
  ...jobRoutes,
  ...observationRoutes,
  ...historyRoutes,
  ...noteRoutes,
  ...conflictRoutes,
  ...annotationRoutes,
  ...auditRoutes,
  ...exportRoutes,
  ...policyRoutes,
  ...merchantRoutes,
  ...sampleRoutes,
  ...peopleRoutes,
];

export const routeTable = new RouteTable(routes);
