/** 0 done, 1 the answer is "no" (an invalid flow, a failed run, a stale file), 2 it could not be tried. */
export type ExitCode = 0 | 1 | 2;
