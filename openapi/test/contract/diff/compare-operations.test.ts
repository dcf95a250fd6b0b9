/** What belongs to an operation, and not to the values of a flow: a document is changed as another FlowLang would write it. */
import { expect, test } from 'vitest';
import { compareDocuments } from '../../../src/contract/diff/compare-documents.ts';
import { documentOf } from './told.ts';

const FLOW = 'flow: Order\ninputs: [{ name: id, type: string, required: false }]\nsteps: []\n';
const RUN = '/paths/~1flows~1Order~1execute/post';
const CANCEL = '/paths/~1flows~1Order~1executions~1{execution_id}~1cancel/post';
const HEADER = { name: 'X-New', in: 'header', schema: { type: 'string' } };
const CONTENT = { 'application/json': { schema: { type: 'string' } } };

type Part = Record<string, unknown>;

/** The document with something else at a place, or with nothing there. */
function changed(pointer: string, value?: unknown): Part {
  const document: Part = JSON.parse(JSON.stringify(documentOf([FLOW])));
  const keys = pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/'));
  const last = keys.pop() ?? '';
  const parent = keys.reduce((part, key) => part[key] as Part, document);
  if (Array.isArray(parent)) parent.push(value);
  else if (value === undefined) delete parent[last];
  else parent[last] = value;
  return document;
}

test.each([
  ['✘ operation-removed', changed(RUN)],
  ['✘ status-removed', changed(`${RUN}/responses/200`)],
  ['✘ status-added', changed(`${RUN}/responses/206`, { description: 'New', content: CONTENT })],
  ['✘ media-type-removed', changed(`${RUN}/responses/200/content/application~1json`)],
  ['• media-type-added', changed(`${RUN}/responses/200/content/text~1x`, { schema: { type: 'string' } })],
  ['✘ body-required', changed(`${CANCEL}/requestBody/required`, true)],
  ['✘ body-removed', changed(`${CANCEL}/requestBody`)],
  ['• body-added', changed('/paths/~1flows~1Order/get/requestBody', { content: CONTENT })],
  ['✘ body-required', changed('/paths/~1flows~1Order/get/requestBody', { content: CONTENT, required: true })],
  ['• parameter-added', changed(`${RUN}/parameters/-`, HEADER)],
  ['✘ parameter-required', changed(`${RUN}/parameters/-`, { ...HEADER, required: true })],
  ['✘ parameter-removed', changed(`${RUN}/parameters`, [])],
  ['• header-added', changed(`${RUN}/responses/200/headers/X-New`, { schema: { type: 'string' } })],
  ['✘ header-removed', changed(`${RUN}/responses/200/headers/X-Execution-Id`)],
])('%s', (expected, after) => {
  const before: Part = JSON.parse(JSON.stringify(documentOf([FLOW])));
  const told = (changes: ReturnType<typeof compareDocuments>) =>
    changes.map(({ rule, breaks }) => `${breaks ? '✘' : '•'} ${rule}`);
  expect(told(compareDocuments(before, after))).toContain(expected);
});
