/** The one place where inputs are judged: on every way in, once, before anything runs. */
import {
  type Flow,
  fillDefaults,
  hasInheritedNames,
  type Json,
  type ValueType,
  withOurKeywords,
} from '@flowlang/openapi';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { FlowOutputError, type InputProblem, InvalidInputsError, TaskOutputError } from '../errors.ts';
import { toJson } from './json.ts';
import type { Values } from './ports.ts';

/** Applies defaults to a copy and validates it. @throws InvalidInputsError with all that is wrong. */
export type InputJudge = (given: unknown) => Values;

/** @throws FlowOutputError when the flow would answer what it does not promise. */
export type OutputJudge = (outputs: Values) => void;

/** More would help nobody, and a hostile body could hold a million. */
export const MAX_PROBLEMS = 100;

export function judgeInputs(flow: Flow, type: ValueType): InputJudge {
  const validator = atFirstUse(() => compile(type, { useDefaults: true }));
  const nullMeansAbsent = atFirstUse(() => optionalWithoutNull(flow));
  const isPeculiar = atFirstUse(() => hasInheritedNames(type));
  const known = flow.inputs.map((input) => input.name);
  return (given) => {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      throw new InvalidInputsError(flow.name, [{ path: '', message: 'must be an object', keyword: 'type' }]);
    }
    const inputs = copyOf(flow.name, given) as Record<string, unknown>; // An object in, an object out.
    for (const name of nullMeansAbsent()) if (inputs[name] === null) delete inputs[name];
    const validate = validator();
    if (isPeculiar()) fillDefaults(type, inputs);
    if (validate(inputs)) return inputs as Values; // toJson answers nothing but JSON.
    const problems = (validate.errors ?? []).slice(0, MAX_PROBLEMS).map((error) => describe(error, known));
    throw new InvalidInputsError(flow.name, problems);
  };
}

/** `1e999` is JSON, and no number that there is. */
function copyOf(flow: string, given: object): unknown {
  try {
    return toJson(given);
  } catch (thrown) {
    if (!(thrown instanceof TaskOutputError)) throw thrown;
    throw new InvalidInputsError(flow, [
      { path: '', message: `hold what is no JSON: ${thrown.message}`, keyword: 'type' },
    ]);
  }
}

export function judgeOutputs(flow: string, type: ValueType): OutputJudge {
  const validator = atFirstUse(() => compile(type));
  return (outputs) => {
    const validate = validator();
    if (validate(outputs)) return;
    const error = misfit(validate.errors ?? []);
    const { path, message } = error ? describe(error) : { path: '', message: 'do not fit' };
    const what = `${path || 'they'} ${message}`;
    throw new FlowOutputError(`The outputs of ${flow} are not what the flow declares: ${what}`);
  };
}

/**
 * Each `exit` has a way of its own to be right, and ajv lists what is wrong with all of them: the one that is meant has these
 * outputs by name, or most of them.
 */
function misfit(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const ways = Map.groupBy(errors, ({ schemaPath }) => /^#\/anyOf\/\d+\//.exec(schemaPath)?.[0] ?? '');
  const [nearest] = [...ways.values()].sort((one, other) => atRoot(one) - atRoot(other) || one.length - other.length);
  return nearest?.[0];
}

function atRoot(errors: readonly ErrorObject[]): number {
  return errors.filter(({ instancePath }) => instancePath === '').length;
}

/** Says what is wrong with a payload; nothing, if it fits. */
export type PayloadJudge = (payload: Json) => readonly InputProblem[];

/** @param schema of a `wait_for` step; without one anything fits */
export function judgePayload(schema: ValueType | undefined): PayloadJudge {
  if (schema === undefined) return () => [];
  const validator = atFirstUse(() => compile(schema));
  return (payload) => {
    const validate = validator();
    if (validate(payload)) return [];
    return (validate.errors ?? []).slice(0, MAX_PROBLEMS).map((error) => describe(error));
  };
}

/**
 * To compile a schema takes longer than to read its flow, and most flows of a project are not run between two edits. The
 * checker has found what cannot be compiled.
 */
function atFirstUse<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function compile(type: ValueType, options: { useDefaults?: boolean } = {}): ValidateFunction {
  // One instance for each schema: a shared one would keep the validators of every version that was ever loaded.
  // `ownProperties`: an input called `constructor` is not there because every object inherits something of that name.
  const ajv = new Ajv2020({
    ...options,
    ownProperties: true,
    formats: fullFormats,
    allErrors: true,
    strict: false,
    logger: false,
    // The checker has, and to compile the meta-schema for every flow would take most of its first request.
    validateSchema: false,
  });
  return withOurKeywords(ajv).compile(type);
}

/** The inputs for which null means absent. */
function optionalWithoutNull({ inputs }: Flow): readonly string[] {
  return inputs.filter((input) => !input.required && !takesNull(input.schema)).map((input) => input.name);
}

function takesNull(type: ValueType): boolean {
  return compile(type)(null);
}

/** @param known what the flow takes, to be named beside what it does not */
function describe(error: ErrorObject, known?: readonly string[]): InputProblem {
  const { keyword, instancePath, params } = error;
  switch (keyword) {
    case 'required':
      return { path: below(instancePath, params['missingProperty']), message: 'is required', keyword };
    case 'additionalProperties': {
      const takes = known && instancePath === '' ? ` (the flow takes ${known.join(', ') || 'none'})` : '';
      return { path: below(instancePath, params['additionalProperty']), message: `is not known${takes}`, keyword };
    }
    case 'enum':
      return { path: instancePath, message: `must be one of ${JSON.stringify(params['allowedValues'])}`, keyword };
    default:
      return { path: instancePath, message: error.message ?? 'is not valid', keyword };
  }
}

function below(path: string, name: unknown): string {
  return `${path}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
