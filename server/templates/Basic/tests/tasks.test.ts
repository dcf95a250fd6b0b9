/** Each task by itself: npx vitest run tests/tasks.test.ts */
import { taskContext } from 'flowlang/testing';
import { describe, expect, it } from 'vitest';
import tasks from '../flow.ts';

describe('Greet', () => {
  it('greets by name', async () => {
    expect(await tasks.Greet.run({ name: 'Ada' }, taskContext())).toEqual({ text: 'Hello Ada!' });
  });
});

describe('Repeat', () => {
  it('says it as often as it is told', async () => {
    expect(await tasks.Repeat.run({ text: 'Hi', times: 3 }, taskContext())).toEqual({ text: 'Hi Hi Hi' });
  });
});
