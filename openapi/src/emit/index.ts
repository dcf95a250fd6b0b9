/** The second door: code generators. Apart from the first, since it loads a compiler. */
export { emitPython } from './python.ts';
export { emitTypescript } from './typescript.ts';
