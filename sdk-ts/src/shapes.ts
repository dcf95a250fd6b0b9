/**
 * What the server answers, as far as it does not depend on a flow: each shape of wire.ts and events.ts as a text of its fields,
 * which check.ts reads. A field is a string unless a kind stands behind its name; `?` is one that may be missing. A kind is a
 * pattern of types (`string|null`, `.` for any) or another shape; behind `list` and `object` may stand the kind of what they
 * hold. `status=x` has the further fields of `status` where the field `status` says x, `status=` those where it says else.
 * The compiler holds the shapes to the types (test/shapes.test.ts). Closed lists (statuses, kinds) are texts here: a newer
 * server must not break this client.
 */
const SUMMARY = 'name description? version? status inputs:list:parameter outputs:list:parameter tags:list:string';
const LISTED = 'execution_id flow status created_at started_at:string|null origin parent_id:string|null attempt:number';
const ENDED = 'ended_at execution_time_ms:number';
const STEP = 'step_id kind path task? parent_step_id?';
const EXIT = 'outputs:object terminated?:true|false termination_reason?';

export const SHAPES = {
  problem: 'type title status:number detail instance code request_id',
  pending: 'pending_tasks:list:string implementation_progress',
  errors: 'errors:list:invalid',
  invalid: 'path message keyword',
  error: 'type message step_id? task? attempts?:number',
  parameter: 'name type required?:true|false description?',
  diagnostic: 'file line:number column:number code severity message hint?',
  flow: SUMMARY,
  detail: `${SUMMARY} input_schema?:object output_schema?:object diagnostics:list:diagnostic`,
  task: 'name implemented:true|false description?',
  summary: 'total:number implemented:number pending:number progress',
  tasks: 'flow tasks:list:task summary:summary',
  ready: 'implementation_status ready:true|false problem?',
  health: 'status flows:object:ready',
  cancel: 'execution_id flow reason',
  event: 'execution_id flow event',
  execution: `${LISTED} ended_at:string|null`,
  items: 'items:list:execution next_cursor:string|null',

  // A result.
  success: 'execution_id flow execution_time_ms:number success:true|false',
  'success=true': EXIT,
  'success=false': 'error:error',

  // A record.
  status: `${LISTED} inputs:object`,
  'status=': 'ended_at:null',
  'status=completed': `${ENDED} ${EXIT}`,
  'status=failed': `${ENDED} error:error`,
  'status=cancelled': `${ENDED} error:error`,

  // An event.
  type: 'seq:number execution_id flow timestamp type status',
  'type=flow_started': 'step_id:null inputs:object',
  'type=flow_completed': `step_id:null success:true ${EXIT} duration_ms:number`,
  'type=flow_failed': 'step_id:null success:false error:error duration_ms:number',
  'type=flow_cancelled': 'step_id:null reason cleanup_errors:list:error duration_ms:number',
  'type=step_started': `${STEP} inputs?:object attempt:number`,
  'type=step_progress': `${STEP} progress:number message?`,
  'type=step_retrying': `${STEP} error:error attempt:number delay_ms:number`,
  'type=step_completed': `${STEP} outputs?:. duration_ms:number`,
  'type=step_skipped': STEP,
  'type=step_failed': `${STEP} error:error duration_ms:number handled:true|false`,
  'type=step_cancelled': `${STEP} reason duration_ms:number`,
  'type=step_waiting': `${STEP} event? until?`,
} as const;
