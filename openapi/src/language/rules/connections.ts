/** Connections, triggers, and the steps that use a connection. What each of them takes, its plugin will say. */
import { connectionTypeOf, connectionTypes, isConnectionType } from '../connection-kinds.ts';
import type { StepTypes } from '../flow-types.ts';
import type { Connection, ConnectionStep, Name, Trigger } from '../model.ts';
import { BROKEN_CONNECTION } from '../parse-call.ts';
import { didYouMean, respell } from '../suggest.ts';
import { STRING } from '../value-type.ts';
import type { Analysis } from './analysis.ts';
import { checkValue } from './expressions.ts';
import { openObject } from './output-names.ts';
import { Scope } from './scope.ts';

const NO_PLUGIN_HINT = 'Install the plugin; a task can do the same until then';

/** All that can be read where nothing has run yet. */
const environment = () => new Scope({ locals: { env: { type: 'object', additionalProperties: STRING } } });

export function checkConnections(connections: readonly Connection[], analysis: Analysis): void {
  for (const { type, typeRange, parameters } of connections) {
    checkValue(parameters, environment(), analysis);
    const hint = isConnectionType(type) ? NO_PLUGIN_HINT : didYouMean(type, connectionTypes(), NO_PLUGIN_HINT);
    analysis.report('FL1603', typeRange, `No plugin for connections of type \`${type}\` is installed`, hint);
  }
}

export function checkTriggers(triggers: readonly Trigger[], analysis: Analysis): void {
  for (const { type, typeRange, parameters } of triggers) {
    checkValue(parameters, environment(), analysis);
    analysis.report(
      'FL1111',
      typeRange,
      `This version has no triggers of type \`${type}\`: it does not start the flow`,
      'Start it by the API, and leave this for a version that has them',
    );
  }
}

/** A built-in of a plugin: of its result nothing is known but the names that the step lists. */
export function checkConnectionStep(step: ConnectionStep, scope: Scope, analysis: Analysis): StepTypes {
  const inputs = checkValue(step.parameters, scope, analysis);
  checkBuiltin(step, analysis);
  return { inputs, outputs: openObject(step.outputs) };
}

function checkBuiltin({ builtin, builtinRange, connection: name }: ConnectionStep, analysis: Analysis): void {
  // That its plugin is not installed is said where the connection is declared.
  if (name === undefined) {
    analysis.report('FL1603', builtinRange, `The plugin of \`${builtin}\` is not installed`, NO_PLUGIN_HINT);
    return;
  }
  const connection = checkConnectionName(name, analysis);
  const wanted = connectionTypeOf(builtin);
  if (connection === undefined || !isConnectionType(connection.type) || connection.type === wanted) return;
  const { type } = connection;
  const message = `\`${builtin}\` needs a connection of type \`${wanted}\`, but \`${name.name}\` is of type \`${type}\``;
  analysis.report('FL1506', name.range, message, `Name a connection of type \`${wanted}\``);
}

/** The connection of that name; reports that there is none. */
export function checkConnectionName({ name, range }: Name, analysis: Analysis): Connection | undefined {
  const { flow, unreadable, report } = analysis;
  const found = flow.connections.find((each) => each.name === name);
  if (found !== undefined || name === BROKEN_CONNECTION || unreadable.has(name)) return found;
  const names = flow.connections.map((each) => each.name);
  const hint = didYouMean(name, names, 'Declare it in `connections`');
  report('FL1301', range, `There is no connection \`${name}\``, hint, respell(name, range, names));
  return undefined;
}
