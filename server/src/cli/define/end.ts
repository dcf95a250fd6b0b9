import type { ExitCode } from '../exit-code.ts';

/** Says with what code the command ends; without a word it is 0. */
export type End = (code: ExitCode) => void;
