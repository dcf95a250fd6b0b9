/**
 * The door `flowlang/testing/vitest`: `import 'flowlang/testing/vitest'`, in a test or as one of vitest's `setupFiles`, gives
 * `expect` the matchers of flows.
 */
import { expect } from 'vitest';
import { flowMatchers } from './matchers/matchers.ts';
import type { FlowMatchers } from './matchers/types.ts';

declare module 'vitest' {
  interface Matchers<T> extends FlowMatchers {}
}

expect.extend(flowMatchers);

export type { CallExpectation, FlowMatchers } from './matchers/types.ts';
export { flowMatchers };
