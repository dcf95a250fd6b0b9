/** The second door: code generators. Apart from the first, since it loads a compiler. */
export { type DescribedFlow, emitMsw } from './msw.ts';
export { emitPython } from './python.ts';
export { emitTypescript } from './typescript.ts';
