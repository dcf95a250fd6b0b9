/** The door of the language alone: who only reads flows does not load the contract, and zod with it. */
export { applyEdits, applyFixes, type Fixed, MAX_FIX_ROUNDS } from './apply-fixes.ts';
export { type CheckOptions, type CheckResult, checkFlow } from './check-flow.ts';
export { CheckMemory } from './check-memory.ts';
export { checkProject, subflowsOf } from './check-project.ts';
export {
  DIAGNOSTICS,
  type Diagnostic,
  type DiagnosticCode,
  type Edit,
  type LocatedDiagnostic,
  type Report,
  type Severity,
} from './diagnostics.ts';
export { renderMermaid } from './diagram.ts';
export { escapeXml } from './drawing/block.ts';
export { renderSvg } from './drawing/draw-flow.ts';
export { FUNCTION_NAMES } from './expression/ast.ts';
export { closest } from './expression/closest.ts';
export { compileCondition } from './expression/compile-condition.ts';
export { compileValue } from './expression/compile-value.ts';
export type { Scope } from './expression/evaluate.ts';
export { ExpressionError } from './expression/expression-error.ts';
export { formatExpression } from './expression/format-expression.ts';
export { describeValue, equal, textOf } from './expression/json-value.ts';
export type { FlowTypes, StepTypes, Subflow, TaskSignature } from './flow-types.ts';
export { formatDiagnostic, locate } from './format-diagnostic.ts';
export { fillDefaults, hasInheritedNames } from './inherited-names.ts';
export { FORMATS, schemaMisfit, valueMisfit } from './json-schema.ts';
export { withOurKeywords } from './json-schema-keywords.ts';
export type {
  BranchStep,
  Condition,
  Connection,
  ConnectionStep,
  Entry,
  ExitStep,
  ExpressionValue,
  FailStep,
  Flow,
  ForEachStep,
  GroupCondition,
  Input,
  Json,
  JsonType,
  ListValue,
  LiteralValue,
  MapValue,
  Name,
  Node,
  NotCondition,
  Output,
  ParallelStep,
  Range,
  Retry,
  Step,
  StepBase,
  StepKind,
  SubflowStep,
  SwitchCase,
  SwitchStep,
  TaskStep,
  TestCondition,
  TextValue,
  Trigger,
  Value,
  ValueType,
  WaitForStep,
  WaitStep,
  WhileStep,
} from './model.ts';
export {
  type ExpectedError,
  type FixtureCase,
  type FixtureMock,
  type MockAnswer,
  parseFixtures,
} from './parse-fixtures.ts';
export { LONGEST_RETRY_DELAY } from './parse-retry.ts';
export { type FlowSource, type ParsedSource, parseSource } from './parse-source.ts';
export { type Region, regionOf } from './place.ts';
export type { ProjectSource } from './project-source.ts';
export { readYamlData } from './read-yaml-data.ts';
export { allSteps, hasResult, innerSteps, nameOfStep, walkSteps } from './steps.ts';
export { mapSubschemas } from './subschemas.ts';
export { parseTime } from './time.ts';
export { taskOutputs } from './uses/task-outputs.ts';
export { alternatives, describeType, itemType, nullable, typesOf, unionOf } from './value-type.ts';
