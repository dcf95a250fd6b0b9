/** All that is checked of a flow after it was read: names, references, control flow, types. */
import type { Report } from '../diagnostics.ts';
import type { FlowTypes } from '../flow-types.ts';
import type { Flow, Output, Step, ValueType } from '../model.ts';
import type { ParsedFlow } from '../parse-flow.ts';
import { allSteps } from '../steps.ts';
import { ANY, selfContained } from '../value-type.ts';
import { type Analysis, EXECUTION, type Known, type Survey } from './analysis.ts';
import { checkConnections, checkTriggers } from './connections.ts';
import { checkValue } from './expressions.ts';
import { checkFit, type Say } from './fit.ts';
import { fittingIn } from './fitting.ts';
import { checkFlowHandlers } from './handlers.ts';
import { valuesOf } from './input-values.ts';
import { Scope } from './scope.ts';
import { walkSteps } from './walk-steps.ts';

/** Reports what is wrong with a flow, and gives the types that follow from it. */
export function checkRules({ flow, unreadable }: ParsedFlow, known: Known, report: Report): FlowTypes {
  const exits: ValueType[] = [];
  const analysis: Analysis = {
    ...{ ...known, flow, report, unreadable, ...survey(flow), exits },
    ...{ stepTypes: new Map(), subflows: new Map(), given: new Map(), left: new Map(), ordering: new Set() },
    walk: walkSteps,
  };
  checkConnections(flow.connections, analysis);
  checkTriggers(flow.triggers, analysis);
  const roots = { inputs: unreadable.has('inputs') ? ANY : valuesOf(flow), execution: EXECUTION };
  const scope = new Scope({ locals: roots });
  const ends = walkSteps(flow.steps, scope, analysis);
  const declared = checkOutputs(flow.outputs, scope, analysis);
  checkFlowHandlers(flow, roots, analysis);
  // A flow that always fails answers nothing; what it declares is still what its text says.
  const outputs = ends && exits.length > 0 ? exits : [declared, ...exits];
  const { stepTypes: steps, subflows } = analysis;
  return { inputs: inputSchema(flow), outputs: oneOf(outputs), steps, subflows };
}

function survey(flow: Flow): Survey {
  const ids = new Map<string, Step[]>();
  const anonymous = new Set<string>();
  const dynamic: Step[] = [];
  for (const step of allSteps(flow)) {
    const { id } = step;
    if (step.dynamicId !== undefined) dynamic.push(step);
    else if (id === undefined && step.kind === 'task') anonymous.add(step.task);
    if (id === undefined) continue;
    const steps = ids.get(id);
    if (steps === undefined) ids.set(id, [step]);
    else steps.push(step);
  }
  return { ids, anonymous, dynamic };
}

/** What a caller must send: closed, as unknown inputs are rejected. */
function inputSchema({ inputs }: Flow): ValueType {
  return {
    type: 'object',
    properties: Object.fromEntries(inputs.map((input) => [input.name, input.schema])),
    required: inputs.filter((input) => input.required).map((input) => input.name),
    additionalProperties: false,
  };
}

/** A closed object in which every declared output is there: what ran into no value is null. */
function checkOutputs(outputs: readonly Output[], scope: Scope, analysis: Analysis): ValueType {
  const properties = outputs.map(({ name, value, schema, description, range }): [string, ValueType] => {
    // `- total` is the output's name too: another one would change what callers are given.
    const isShorthand = value.range === range;
    const inferred = checkValue(value, scope, isShorthand ? withoutFixes(analysis) : analysis);
    if (schema !== undefined) {
      const fitting = fittingIn(scope, analysis, 'let its `schema` take null');
      checkFit(value, schema, '', sayOutput(name), fitting);
    }
    return [name, { ...(schema ?? selfContained(inferred)), ...(description !== undefined && { description }) }];
  });
  const required = outputs.map((output) => output.name);
  return { type: 'object', properties: Object.fromEntries(properties), required, additionalProperties: false };
}

function withoutFixes(analysis: Analysis): Analysis {
  return { ...analysis, report: (code, range, message, hint) => analysis.report(code, range, message, hint) };
}

function sayOutput(name: string): Say {
  return (path) =>
    path === '' ? `The output \`${name}\`` : `\`${path.replace(/^\./, '')}\` of the output \`${name}\``;
}

function oneOf(types: readonly ValueType[]): ValueType {
  const distinct = [...new Map(types.map((type) => [JSON.stringify(type), type])).values()];
  const [only, second] = distinct;
  return only !== undefined && second === undefined ? only : { anyOf: distinct };
}
