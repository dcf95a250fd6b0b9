import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const START = `
import { FlowLangClient, type FlowEvent } from '../src/index.ts';
interface OrderProcessorInputs { order_id: string; customer_id: string }
interface Flows {
  OrderProcessor: { inputs: OrderProcessorInputs; outputs: { total: number }; events: FlowEvent };
  Nightly: { inputs: {}; outputs: {}; events: FlowEvent };
}
const client = new FlowLangClient<Flows>();
`;

const CALLS = [
  `client.executeFlow('OrderProcesor', { order_id: 'o', customer_id: 'c' });`,
  `client.executeFlow('OrderProcessor', { order_id: 'o' });`,
  `client.executeFlow('OrderProcessor', { order_id: 'o', custmer_id: 'c' });`,
  `client.executeFlow('OrderProcessor', { order_id: 1, customer_id: 'c' });`,
  `client.listTasks('Nigthly');`,
];

/** What the compiler says of each call: the text it underlines, and its message. */
function diagnose(): { at: string; message: string }[] {
  const path = fileURLToPath(new URL('virtual.ts', import.meta.url));
  const text = START + CALLS.join('\n');
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    types: [],
    lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'].map((lib) => `lib.${lib}.d.ts`),
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, target) =>
    name === path ? ts.createSourceFile(name, text, target) : getSourceFile(name, target);
  host.fileExists = (name) => name === path || fileExists(name);
  host.readFile = (name) => (name === path ? text : readFile(name));
  return ts.getPreEmitDiagnostics(ts.createProgram([path], options, host)).map((diagnostic) => ({
    at: text.slice(diagnostic.start ?? 0, (diagnostic.start ?? 0) + (diagnostic.length ?? 0)),
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
  }));
}

test('what does not fit a map of flows is underlined where it stands, and the message names what is right', () => {
  expect(diagnose()).toEqual([
    { at: `'OrderProcesor'`, message: expect.stringContaining(`"OrderProcessor" | "Nightly"`) },
    { at: `{ order_id: 'o' }`, message: expect.stringContaining(`Property 'customer_id' is missing`) },
    { at: 'custmer_id', message: expect.stringContaining(`Did you mean to write 'customer_id'?`) },
    { at: 'order_id', message: expect.stringContaining("Type 'number' is not assignable to type 'string'") },
    { at: `'Nigthly'`, message: expect.stringContaining(`"OrderProcessor" | "Nightly"`) },
  ]);
}, 30_000);
