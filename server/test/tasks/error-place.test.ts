import { describe, expect, it } from 'vitest';
import { placeInSource, placesInStack } from '../../src/tasks/error-place.ts';

describe('the places in a stack', () => {
  it('are the calls in the files of the user, not those of who loads them, nor of packages', () => {
    const stack = `Error: no
    at connect (file:///project/node_modules/pg/index.js:1:1)
    at open (file:///project/shared/my%20database.ts:7:9)
    at file:///project/flow.ts:3:1
    at ModuleJob.run (node:internal/modules/esm/module_job:377:25)
    at async file:///opt/flowlang/dist/cli/main.js:5:5`;
    expect(placesInStack(stack)).toEqual([
      { file: '/project/shared/my database.ts', line: 7, column: 9 },
      { file: '/project/flow.ts', line: 3, column: 1 },
    ]);
  });

  it('are none where nothing of the user was called', () => {
    const stack = `Error: no
    at async importFile (file:///opt/flowlang/dist/tasks/load-tasks.js:30:10)
    at async file:///opt/flowlang/dist/cli/main.js:5:5`;
    expect(placesInStack(stack)).toEqual([]);
  });
});

describe('the place in the source that Node prints', () => {
  it('is that of the first caret', () => {
    const printed = 'file:///project/a.js:12\nlet x = ,;\n        ^^\n\nSyntaxError: Unexpected token';
    expect(placeInSource(printed)).toEqual({ file: '/project/a.js', line: 12, column: 9 });
  });

  it('is none where there is no source', () => {
    expect(placeInSource('SyntaxError: Unexpected token\n    at x (node:internal:1:2)')).toBeUndefined();
  });
});
