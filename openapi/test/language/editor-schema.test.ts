import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DIAGNOSTICS } from '../../src/language/diagnostics.ts';
import { editorSchema } from '../../src/language/editor-schema.ts';
import { CASES } from './cases.ts';
import { isExpressible } from './editor-limits.ts';
import { check, expected } from './support.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SCHEMA = editorSchema();

/** The words of the YAML language server, and of no draft. */
const EDITOR_WORDS = ['markdownDescription', 'errorMessage', 'patternErrorMessage', 'defaultSnippets', 'doNotSuggest'];

const ajv = new Ajv({
  strict: true,
  strictTypes: true,
  allowUnionTypes: true,
  // An `if` asks for a key without saying what it holds.
  strictRequired: false,
  formats: fullFormats,
});
ajv.addVocabulary(EDITOR_WORDS);
const fits = ajv.addSchema(SCHEMA, 'flow').compile({ $ref: 'flow' });

/** Whether an editor takes the text, which can be read as YAML. */
function accepts(text: string): boolean {
  return fits(parse(text));
}

function errorsOf(text: string) {
  return check(text).diagnostics.filter(({ code }) => DIAGNOSTICS[code].severity === 'error');
}

/** FL10xx: the editor's own parser finds it, before any schema is asked. */
function isReadable(text: string): boolean {
  return errorsOf(text).every(({ code }) => !code.startsWith('FL10'));
}

function expectAgreement(text: string): void {
  const wanted = errorsOf(text).every(({ code, message }) => !isExpressible(code, message));
  expect(accepts(text), ajv.errorsText(fits.errors)).toBe(wanted);
}

describe('the editor agrees with the checker', () => {
  const files = globSync('{examples,contract-tests/flows}/**/*.yaml', { cwd: ROOT });
  test.each(files)('on %s', (file) => {
    expect(accepts(readFileSync(`${ROOT}/${file}`, 'utf8'))).toBe(true);
  });

  test.each(CASES.map((marked) => expected(marked).text).filter(isReadable))('on %j', expectAgreement);

  test.each(kitCases())('on the case "%s"', (_name, texts) => {
    for (const text of texts.filter(isReadable)) expectAgreement(text);
  });

  test('on every construct in every spelling', () => {
    const text = readFileSync(new URL('every-construct.yaml', import.meta.url), 'utf8');
    expect(errorsOf(text).filter(({ code }) => code !== 'FL1111')).toEqual([]);
    expect(accepts(text)).toBe(true);
  });

  test('on every one of its own examples', () => {
    const wrong = properties().flatMap(([place, property]) => {
      const examples: readonly unknown[] = Array.isArray(property['examples']) ? property['examples'] : [];
      return examples.filter((example) => !ajv.validate(`flow#${place}`, example)).map(() => place);
    });
    expect(wrong).toEqual([]);
  });
});

describe('the schema', () => {
  test('describes every key', () => {
    const silent = properties().filter(([, property]) => typeof property['description'] !== 'string');
    expect(silent.map(([place]) => place)).toEqual([]);
  });

  test('tells a mistake once, in the terms of the kind of step', () => {
    const every = new Ajv({ strict: false, allErrors: true, formats: fullFormats }).compile(SCHEMA);
    every(parse('flow: F\nsteps: [{for_each: [1], then: [], do: []}]\n'));
    expect(every.errors?.filter(({ keyword }) => keyword !== 'if')).toMatchObject([
      { instancePath: '/steps/0', params: { additionalProperty: 'then' } },
    ]);
  });

  test('is the file that is committed', () => {
    const file = readFileSync(`${ROOT}/openapi/flow.schema.json`, 'utf8');
    expect(JSON.parse(file), 'npm run generate').toEqual(SCHEMA);
  });

  test('is what the first line of each example names', () => {
    for (const file of globSync('examples/*/flow.yaml', { cwd: ROOT })) {
      const [line = ''] = readFileSync(`${ROOT}/${file}`, 'utf8').split('\n', 1);
      const named = /^# yaml-language-server: \$schema=(\S+)$/.exec(line)?.[1] ?? '';
      expect(parse(readFileSync(new URL(named, `file://${ROOT}/${file}`), 'utf8'))).toEqual(SCHEMA);
    }
  });
});

/** The conformance kit: the names of its cases, and their flows. */
function kitCases(): readonly (readonly [name: string, texts: readonly string[]])[] {
  const folder = `${ROOT}/contract-tests/language/cases`;
  return globSync('*.yaml', { cwd: folder }).flatMap((file) => {
    const cases: unknown = parse(readFileSync(`${folder}/${file}`, 'utf8'));
    return (Array.isArray(cases) ? cases : []).filter(isMap).map((each): [string, readonly string[]] => {
      const files = isMap(each['files']) ? Object.entries(each['files']) : [];
      const others = files.filter(([path]) => path.endsWith('.yaml')).map(([, text]) => text);
      return [String(each['name']), [each['flow'], ...others].filter((text) => typeof text === 'string')];
    });
  });
}

type Property = Readonly<Record<string, unknown>>;

/** All properties that an editor proposes, by their place. What is hidden repeats one that is not. */
function properties(): readonly (readonly [place: string, property: Property])[] {
  const found: [string, Property][] = [];
  const visit = (node: unknown, place: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties' && !place.endsWith('/properties')) {
        for (const [name, property] of Object.entries(value)) {
          if (isMap(property) && property['doNotSuggest'] !== true)
            found.push([`${place}/properties/${name}`, resolve(property)]);
        }
      }
      if (key !== 'if') visit(value, `${place}/${key}`);
    }
  };
  visit(SCHEMA, '');
  return found;
}

function isMap(value: unknown): value is Property {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function resolve(property: Property): Property {
  const reference = property['$ref'];
  if (typeof reference !== 'string') return property;
  let target: unknown = SCHEMA;
  for (const part of reference.split('/').slice(1)) target = isMap(target) ? target[part] : undefined;
  return isMap(target) ? target : {};
}
