/**
 * TypedDicts as text. Python 3.10 has no `NotRequired`: what is optional stands in a class of its own that inherits the
 * rest. Keys that are no names, or would hide one, can only be written in the functional form.
 */
import { comment, docstring, isName, MODULE_NAMES, quote } from './python-text.ts';

export interface Field {
  readonly key: string;
  readonly type: string;
  readonly required: boolean;
  readonly description?: string;
}

export interface TypedDictClass {
  readonly name: string;
  readonly description?: string;
  readonly fields: readonly Field[];
  /** Names for the parts of it, should it need them. */
  readonly partNames: { readonly required: string; readonly optional: string };
}

const HIDDEN: ReadonlySet<string> = new Set(MODULE_NAMES);

/** `declared`: the module's own names, which a field of the same name would hide from the fields below it. */
export function renderClass(typed: TypedDictClass, declared: ReadonlySet<string>): string {
  const isPlain = ({ key }: Field): boolean => {
    // A name that begins with two underscores is mangled inside a class.
    return isName(key) && !key.startsWith('__') && !HIDDEN.has(key) && !declared.has(key);
  };
  return typed.fields.every(isPlain) ? classForm(typed) : functionalForm(typed);
}

function classForm(typed: TypedDictClass): string {
  const { name, fields, partNames } = typed;
  const required = fields.filter((field) => field.required);
  const optional = fields.filter((field) => !field.required);
  if (optional.length === 0) return classText(typed, 'TypedDict', required);
  if (required.length === 0) return classText(typed, 'TypedDict, total=False', optional);
  const base = classText({ name: partNames.required }, 'TypedDict', required);
  return `${base}\n\n${classText({ ...typed, name }, `${partNames.required}, total=False`, optional)}`;
}

function classText(
  { name, description }: Pick<TypedDictClass, 'name' | 'description'>,
  bases: string,
  fields: readonly Field[],
): string {
  const says = description === undefined ? '' : docstring(description, '    ');
  const body = fields.map((field, index) => {
    const isLast = index === fields.length - 1;
    const doc = field.description === undefined ? '' : `${docstring(field.description, '    ')}${isLast ? '' : '\n'}`;
    return `    ${field.key}: ${field.type}\n${doc}`;
  });
  const gap = says !== '' && body.length > 0 ? '\n' : '';
  return `class ${name}(${bases}):\n${says}${gap}${body.join('')}${says === '' && body.length === 0 ? '    pass\n' : ''}`;
}

function functionalForm({ name, description, fields, partNames }: TypedDictClass): string {
  const required = fields.filter((field) => field.required);
  const optional = fields.filter((field) => !field.required);
  const parts = [
    ...(required.length === 0 ? [] : [callText(partNames.required, required, true)]),
    ...(optional.length === 0 ? [] : [callText(partNames.optional, optional, false)]),
  ];
  const bases = [
    ...(required.length === 0 ? [] : [partNames.required]),
    ...(optional.length === 0 ? [] : [partNames.optional]),
  ];
  const whole = classText(description === undefined ? { name } : { name, description }, bases.join(', '), []);
  return `${parts.join('')}\n\n${whole}`;
}

/** The types are quoted: here, unlike in a class, they would be evaluated at once. */
function callText(name: string, fields: readonly Field[], total: boolean): string {
  const entries = fields.map(({ key, type, description }) => {
    const says = description === undefined ? '' : comment(description, '        ');
    return `${says}        ${quote(key)}: ${quote(type)},\n`;
  });
  return `${name} = TypedDict(\n    ${quote(name)},\n    {\n${entries.join('')}    },\n${total ? '' : '    total=False,\n'})\n`;
}
