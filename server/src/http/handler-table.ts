/** Who answers what: an operation without a handler does not compile. */
import type { OperationName } from '@flowlang/openapi';
import type { Handler } from './handler.ts';
import { cancelExecution, deliverEvent, retryExecution } from './handlers/control.ts';
import { visualizeFlow } from './handlers/diagram.ts';
import { getFlow, getFlowDocument, listFlows, listTasks } from './handlers/flows.ts';
import { getExecution, listEvents, listExecutions } from './handlers/records.ts';
import { executeFlow, streamFlow } from './handlers/running.ts';
import {
  describeServer,
  getDocument,
  getDocumentAsYaml,
  getHealth,
  getLiveness,
  getReadiness,
} from './handlers/server.ts';

export const HANDLERS: Readonly<Record<OperationName, Handler>> = {
  describeServer,
  getHealth,
  getLiveness,
  getReadiness,
  getDocument,
  getDocumentAsYaml,
  listFlows,
  getFlow,
  listTasks,
  visualizeFlow,
  getFlowDocument,
  executeFlow,
  streamFlow,
  listExecutions,
  getExecution,
  listEvents,
  cancelExecution,
  deliverEvent,
  retryExecution,
};
