/** What every journal does, however it keeps executions. */
import { describe, expect, it } from 'vitest';
import type { Fact, Journal } from '../../src/engine/journal.ts';
import { uuidv7 } from '../../src/world.ts';
import { isKept, Story, TIME, tell } from './executions.ts';

export interface JournalUnderTest {
  readonly journal: Journal;
}

const ALL = Number.MAX_SAFE_INTEGER;

/** @param open a new journal with nothing in it, closed when the test ends */
export function describeJournal(name: string, open: () => Promise<JournalUnderTest>): void {
  describe(`${name}: events`, () => eventTests(open));
  describe(`${name}: watching`, () => watchTests(open));
  describe(`${name}: idempotency keys`, () => keyTests(open));
  describe(`${name}: lists and records`, () => listTests(open));
  describe(`${name}: what a retry needs`, () => loadTests(open));
}

function eventTests(open: () => Promise<JournalUnderTest>): void {
  it('are read in the order in which they were appended', async () => {
    const { journal } = await open();
    const story = (await Story.begin(journal)).start().steps(3).complete();
    await story.flush();
    expect(await journal.read(story.id, 0, ALL)).toEqual(story.events);
  });

  it('are read in pages of any size without gap or repeat', async () => {
    const { journal } = await open();
    const story = (await Story.begin(journal)).start().steps(1200);
    await story.flush();
    await story.steps(1300).complete().flush();
    for (const limit of [1, 99, 100, 101, 4000]) {
      const found: number[] = [];
      const from = limit === 1 ? 2450 : 0;
      for (;;) {
        const page = await journal.read(story.id, found.at(-1) ?? from, limit);
        if (page.length === 0) break;
        found.push(...page.map(({ seq }) => seq));
      }
      expect(found).toEqual(Array.from({ length: 2502 - from }, (_, index) => from + index + 1));
    }
  });

  it('of one execution do not mix with those of others', async () => {
    const { journal } = await open();
    const [one, other] = [await Story.begin(journal), await Story.begin(journal)];
    one.start();
    other.start().steps(1);
    one.steps(2);
    await Promise.all([one.complete().flush(), other.fail().flush()]);
    expect(await journal.read(one.id, 0, ALL)).toEqual(one.events);
    expect(await journal.read(other.id, 0, ALL)).toEqual(other.events);
  });

  it('that come after the last one are not taken', async () => {
    const { journal } = await open();
    const story = await tell(journal);
    story.steps(1);
    await story.flush();
    expect((await journal.read(story.id, 0, ALL)).map(({ type }) => type)).toEqual(['flow_started', 'flow_completed']);
  });

  it('of an execution that was never created are nowhere', async () => {
    const { journal } = await open();
    const story = new Story(journal).start();
    await story.flush();
    expect(await isKept(journal, story.id)).toBe(false);
    expect(await journal.read(story.id, 0, ALL)).toEqual([]);
    expect(await journal.record(story.id)).toBeUndefined();
    expect(await journal.load(story.id)).toBeUndefined();
  });
}

function watchTests(open: () => Promise<JournalUnderTest>): void {
  it('wakes a reader when there is more to read', async () => {
    const { journal } = await open();
    const story = await Story.begin(journal);
    let seen = 0;
    const read: Promise<void>[] = [];
    const unwatch = journal.watch(story.id, () => {
      const look = async (): Promise<void> => {
        seen = (await journal.read(story.id, 0, ALL)).length;
      };
      read.push(look());
    });
    await story.start().steps(2).flush();
    await Promise.all(read);
    expect(seen).toBe(3);
    unwatch();
    const woken = read.length;
    await story.complete().flush();
    expect(read.length).toBe(woken);
  });

  it('wakes every reader, and goes on when one of them leaves', async () => {
    const { journal } = await open();
    const story = await Story.begin(journal);
    const woken: string[] = [];
    const unwatch = journal.watch(story.id, () => woken.push('one'));
    journal.watch(story.id, () => woken.push('other'));
    unwatch();
    unwatch();
    await story.start().complete().flush();
    expect(new Set(woken)).toEqual(new Set(['other']));
  });

  it('may end in whatever state the execution is', async () => {
    const { journal } = await open();
    const story = await tell(journal);
    journal.watch(story.id, () => {})();
    journal.watch(uuidv7(), () => {})();
    expect(await journal.read(story.id, 0, ALL)).toEqual(story.events);
  });
}

function keyTests(open: () => Promise<JournalUnderTest>): void {
  const key = { key: 'k', fingerprint: 'body' };

  it('are known while the execution runs, and after its end', async () => {
    const { journal } = await open();
    const story = new Story(journal);
    const joined = { kind: 'joined', execution_id: story.id };
    expect(await journal.create(story.execution, key)).toEqual({ kind: 'created' });
    expect(await journal.create(new Story(journal).execution, key)).toEqual(joined);
    await story.start().complete().flush();
    expect(await journal.create(new Story(journal).execution, key)).toEqual(joined);
  });

  it('with another body are a conflict', async () => {
    const { journal } = await open();
    await journal.create(new Story(journal).execution, key);
    const answer = await journal.create(new Story(journal).execution, { key: 'k', fingerprint: 'another' });
    expect(answer).toEqual({ kind: 'conflict' });
  });

  it.each([{ flow: 'G' }, { principal: 'somebody else' }])('are another one for %j', async (changes) => {
    const { journal } = await open();
    await journal.create(new Story(journal).execution, key);
    expect(await journal.create(new Story(journal, changes).execution, key)).toEqual({ kind: 'created' });
  });

  it('that must be known and are not begin nothing', async () => {
    const { journal } = await open();
    const story = new Story(journal);
    expect(await journal.create(story.execution, { ...key, mustExist: true })).toEqual({ kind: 'unknown' });
    expect(await isKept(journal, story.id)).toBe(false);
  });

  it('that two hundred callers send at once begin one execution', async () => {
    const { journal } = await open();
    const create = () => journal.create(new Story(journal).execution, key);
    const answers = await Promise.all(Array.from({ length: 200 }, create));
    expect(answers.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'joined')).toHaveLength(199);
    expect(new Set(answers.map((answer) => 'execution_id' in answer && answer.execution_id)).size).toBe(2);
  });
}

function listTests(open: () => Promise<JournalUnderTest>): void {
  it('show the newest first, of one flow, page by page', async () => {
    const { journal } = await open();
    const ids: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      ids.unshift((await tell(journal)).id);
      await tell(journal, { flow: 'G' });
    }
    const found: string[] = [];
    for (;;) {
      const before = found.at(-1);
      const page = await journal.list({ flow: 'F', limit: 3, ...(before !== undefined && { before }) });
      if (page.length === 0) break;
      found.push(...page.map(({ execution_id }) => execution_id));
    }
    expect(found).toEqual(ids);
  });

  it('can be asked for one status', async () => {
    const { journal } = await open();
    const failed = await tell(journal, {}, 'fail');
    await tell(journal, {}, 'cancel');
    await tell(journal);
    const running = (await Story.begin(journal)).start();
    await running.flush();
    const rows = await journal.list({ flow: 'F', status: 'failed', limit: 10 });
    expect(rows.map(({ execution_id }) => execution_id)).toEqual([failed.id]);
  });

  it('tell of each execution what is known without its events', async () => {
    const { journal } = await open();
    const parent_id = uuidv7();
    const retried = await tell(journal, { origin: 'retry', parent_id, attempt: 2, created_at: 12.5 }, 'fail');
    const queued = await Story.begin(journal);
    await queued.flush();
    const at = Date.parse(TIME);
    const rows = await journal.list({ flow: 'F', limit: 10 });
    const common = { flow: 'F', started_at: undefined, ended_at: undefined, status: undefined, parent_id: undefined };
    expect(rows).toEqual([
      { ...common, execution_id: queued.id, created_at: 0, origin: 'api', attempt: 1 },
      {
        execution_id: retried.id,
        flow: 'F',
        created_at: 12.5,
        started_at: at,
        ended_at: at,
        status: 'failed',
        origin: 'retry',
        parent_id,
        attempt: 2,
      },
    ]);
  });

  it('say how far an execution is', async () => {
    const { journal } = await open();
    const story = await Story.begin(journal, { inputs: { name: 'Ada' } });
    const { head } = story.execution;
    expect(await journal.record(story.id)).toEqual({ head, started_at: undefined, last: undefined });
    await story.start().flush();
    expect(await journal.record(story.id)).toEqual({ head, started_at: Date.parse(TIME), last: undefined });
    await story.steps(200).complete().flush();
    expect(await journal.record(story.id)).toEqual({
      head,
      started_at: Date.parse(TIME),
      last: story.events.at(-1),
    });
  });

  it('keep all that is known of an execution from its beginning', async () => {
    const { journal } = await open();
    const story = await tell(journal, {
      flow: 'G',
      created_at: 1.25,
      inputs: { list: [1, 'zwölf', null], nested: { '': false } },
      principal: 'ada',
      origin: 'retry',
      parent_id: uuidv7(),
      root_id: uuidv7(),
      attempt: 3,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      cancel_on_disconnect: true,
    });
    expect((await journal.record(story.id))?.head).toEqual(story.execution.head);
  });
}

function loadTests(open: () => Promise<JournalUnderTest>): void {
  const facts: Fact[] = [
    { kind: 'completed', path: 'steps[0]', result: { a: [1] } },
    { kind: 'waiting', path: 'steps[1]', until: 12.5 },
    { kind: 'cancelled', reason: 'x', at: 13 },
  ];

  it('is all of a failed execution, its facts in the order in which they were noted', async () => {
    const { journal } = await open();
    const story = (await Story.begin(journal, { inputs: { a: 1 } })).start();
    for (const fact of facts.slice(0, 2)) journal.note(story.id, fact);
    await story.flush();
    for (const fact of facts.slice(2)) journal.note(story.id, fact);
    await story.fail().flush();
    const { head } = story.execution;
    const { events } = story;
    expect(await journal.load(story.id)).toEqual({ head, inputs: { a: 1 }, plan: 'plan', events, facts });
  });

  it('begins with the facts that it takes over itself', async () => {
    const { journal } = await open();
    const [first, ...others] = facts;
    const story = (await Story.begin(journal, {}, { facts: first ? [first] : [] })).start();
    for (const fact of others) journal.note(story.id, fact);
    await story.fail().flush();
    expect((await journal.load(story.id))?.facts).toEqual(facts);
  });

  it('has the inputs as they are, where others see them hidden', async () => {
    const { journal } = await open();
    const story = await Story.begin(journal, { inputs: { pin: '***' } }, { secretInputs: { pin: '1234' } });
    await story.start().fail().flush();
    expect(await journal.load(story.id)).toMatchObject({ head: { inputs: { pin: '***' } }, inputs: { pin: '1234' } });
    expect((await journal.record(story.id))?.head.inputs).toEqual({ pin: '***' });
  });
}
