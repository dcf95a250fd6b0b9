/** Adds stubs to a tasks file. What stands in it stays as it is, byte by byte. */
import type ts from 'typescript';
import { type Insertion, insert, withLineEnd } from './code.ts';
import { importNames } from './import-names.ts';
import { type StubNames, stubCode, type TaskStub } from './stub.ts';
import { parse, readSource, type SourceText } from './syntax.ts';
import { findTasksMap, type TasksMap } from './tasks-map.ts';

/** A file in which nothing can be added for certain is left as it is: `problem` says why. */
export type Merged = { readonly text: string; readonly problem?: never } | { readonly problem: string };

/** Where a new file begins. */
export const EMPTY_TASKS_FILE = `/** The tasks of flow.yaml. Write one, run its test, and see how far you are: node flow.ts */
import { defineTask, defineTasks, notImplemented, printStatus } from 'flowlang';
import { z } from 'zod';

export default defineTasks({});

printStatus(import.meta);
`;

/** The names that the text of a tasks file tells, also where it has mistakes; `isPartial` if there may be others. */
export function tasksIn(file: string, text: string): Pick<TasksMap, 'names' | 'isPartial'> {
  return findTasksMap(parse(file, text)) ?? { names: new Set(), isPartial: false };
}

export function mergeTasks(file: string, text: string, stubs: readonly TaskStub[]): Merged {
  if (stubs.length === 0) return { text };
  const source = readSource(file, text);
  if ('problem' in source) return { problem: `it has a mistake in ${source.problem}` };
  const map = findTasksMap(source);
  if (map === undefined) return { problem: 'no `export default defineTasks({ … })` stands in it' };
  const added = stubs.filter(({ name }) => !map.names.has(name));
  const unit = unitOf(map.object, source);
  const ours = importNames(source, ['flowlang'], ['defineTask', 'notImplemented']);
  const zod = importNames(source, ['zod', 'zod/v4'], ['z']);
  const names: StubNames = {
    z: zod.local('z'),
    unit,
    defineTask: ours.local('defineTask'),
    notImplemented: ours.local('notImplemented'),
  };
  const insertions = [...ours.insertions, ...zod.insertions, ...intoObject(map.object, added, names, source)];
  return held(file, insert(text, insertions), added);
}

/** A merge that did not do what it was to do must not be written. */
function held(file: string, text: string, added: readonly TaskStub[]): Merged {
  const source = readSource(file, text);
  const names = 'problem' in source ? undefined : findTasksMap(source)?.names;
  return added.every(({ name }) => names?.has(name))
    ? { text }
    : { problem: 'the stubs have no place in it that is certain' };
}

function intoObject(
  object: ts.ObjectLiteralExpression,
  stubs: readonly TaskStub[],
  names: StubNames,
  { text, lineEnd }: SourceText,
): readonly Insertion[] {
  const { properties } = object;
  const last = properties.at(-1);
  const brace = object.getEnd() - 1;
  const lineStart = Math.max(0, text.lastIndexOf('\n', brace - 1) + 1);
  const hasOwnLine = lineStart > object.getStart() && /^[ \t]*$/.test(text.slice(lineStart, brace));
  const base = indentAt(object.getStart(), text);
  const indent = indentOfFirst(object, text) ?? base + names.unit;
  const code = stubs.map((stub) => `${indent}${stubCode(stub, names, indent)}\n`).join('\n');
  const gap = last !== undefined && /\n/.test(last.getText()) ? '\n' : '';
  const added = hasOwnLine ? `${gap}${code}` : `\n${gap}${code}${base}`;
  return [
    ...(last === undefined || properties.hasTrailingComma ? [] : [{ at: last.getEnd(), text: ',' }]),
    { at: hasOwnLine ? lineStart : brace, text: withLineEnd(added, lineEnd) },
  ];
}

function unitOf(object: ts.ObjectLiteralExpression, { text }: SourceText): string {
  const base = indentAt(object.getStart(), text);
  const inner = indentOfFirst(object, text);
  if (inner?.startsWith(base) && inner.length > base.length) return inner.slice(base.length);
  return /^\t/m.test(text) ? '\t' : '  ';
}

/** Of the first task that begins its line. */
function indentOfFirst({ properties }: ts.ObjectLiteralExpression, text: string): string | undefined {
  for (const property of properties) {
    const before = text.slice(text.lastIndexOf('\n', property.getStart() - 1) + 1, property.getStart());
    if (/^[ \t]*$/.test(before)) return before;
  }
  return undefined;
}

function indentAt(offset: number, text: string): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? '';
}
