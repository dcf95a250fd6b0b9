/**
 * What the server answers, as far as it does not depend on a flow: each shape of wire.ts and events.ts as a text of its fields,
 * which check.ts reads. A field is a string unless a kind stands behind its name; `?` is one that may be missing. A kind is
 * a word of check.ts or another shape; `[]` makes it a list, `{}` an object of them. `@field=x` is the shape where the field says x, else it is `@field`. The compiler holds the shapes to the
 * types (test/types.test.ts). Closed lists (statuses, kinds) are texts here: a newer server must not break this client.
 */
const SUMMARY = 'name description? version? status inputs:Parameter[] outputs:Parameter[] tags:string[]';
const RESULT = 'execution_id flow execution_time_ms:number success:';
const LISTED = 'execution_id flow status created_at started_at:string|null origin parent_id:string|null attempt:number';
const ENDED = `${LISTED} inputs:object ended_at execution_time_ms:number`;
const EVENT = 'seq:ordinal execution_id flow timestamp type status';
const FLOW = `${EVENT} step_id:null`;
const STEP = `${EVENT} step_id kind path task? parent_step_id?`;
const EXIT = 'outputs:object terminated?:boolean termination_reason?';

export const SHAPES = {
  Problem: 'type title status:number detail instance code request_id',
  NotReady: 'pending_tasks:string[] implementation_progress',
  Invalid: 'errors:InvalidInput[]',
  InvalidInput: 'path message keyword',
  Error: 'type message step_id? task? attempts?:number',
  Parameter: 'name type required?:boolean description?',
  Diagnostic: 'file line:number column:number code severity message hint?',
  FlowSummary: SUMMARY,
  FlowDetail: `${SUMMARY} input_schema?:object output_schema?:object diagnostics:Diagnostic[]`,
  Task: 'name implemented:boolean description?',
  TaskSummary: 'total:number implemented:number pending:number progress',
  TaskList: 'flow tasks:Task[] summary:TaskSummary',
  FlowHealth: 'implementation_status ready:boolean problem?',
  Health: 'status flows:FlowHealth{}',
  Cancellation: 'execution_id flow reason',
  Delivery: 'execution_id flow event',
  ExecutionSummary: `${LISTED} ended_at:string|null`,
  ExecutionList: 'items:ExecutionSummary[] next_cursor:string|null',

  // A result, by its `success`.
  '@success': `${RESULT}true ${EXIT}`,
  '@success=false': `${RESULT}false error:Error`,

  // A record, by its `status`.
  '@status': `${LISTED} ended_at:null inputs:object`,
  '@status=completed': `${ENDED} ${EXIT}`,
  '@status=failed': `${ENDED} error:Error`,
  '@status=cancelled': `${ENDED} error:Error`,

  // An event, by its `type`; one of an unknown type is held to no more than the fields of all.
  '@type': EVENT,
  '@type=flow_started': `${FLOW} inputs:object`,
  '@type=flow_completed': `${FLOW} success:true ${EXIT} duration_ms:number`,
  '@type=flow_failed': `${FLOW} success:false error:Error duration_ms:number`,
  '@type=flow_cancelled': `${FLOW} reason cleanup_errors:Error[] duration_ms:number`,
  '@type=step_started': `${STEP} inputs?:object attempt:number`,
  '@type=step_progress': `${STEP} progress:number message?`,
  '@type=step_retrying': `${STEP} error:Error attempt:number delay_ms:number`,
  '@type=step_completed': `${STEP} outputs?:any duration_ms:number`,
  '@type=step_skipped': STEP,
  '@type=step_failed': `${STEP} error:Error duration_ms:number handled:boolean`,
  '@type=step_cancelled': `${STEP} reason duration_ms:number`,
  '@type=step_waiting': `${STEP} event? until?`,
} as const;
