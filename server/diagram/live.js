/** Colours the steps of a drawn flow by the events of one execution, as they come. */
// What is said of a step that ran more than once, or runs in several iterations: the first of these that is there.
const BY_URGENCY = ['running', 'retrying', 'waiting', 'failed', 'cancelled', 'completed', 'skipped'];
const FLOW_EVENTS = ['flow_started', 'flow_completed', 'flow_failed', 'flow_cancelled'];
// What the record of an execution goes by: a `parallel` or a loop runs as long as what is in it waits.
const WORKS = ['task', 'connection', 'wait', 'wait_for'];
const STEP_EVENTS = ['started', 'progress', 'retrying', 'completed', 'skipped', 'failed', 'cancelled', 'waiting'];

const { events: address } = document.querySelector('main').dataset;
const line = document.querySelector('#status');
const groups = new Map();
for (const group of document.querySelectorAll('[data-path]')) groups.set(group.dataset.path, group);

/** For each step of the drawing: how many of its runs are in which state, and in which state each run is. */
const steps = new Map();
const changed = new Set();
/** What is said instead of the status: how it ended, or that its events cannot be read. */
let said;
/** Steps and status are shown together, once a frame: together they came. */
let isDue = false;

/** The last event of each task and wait that has not ended, in subflows as well. */
const going = new Map();
let hasBegun = false;

function take(event) {
  follow(event);
  const path = event.path.replace(/\.(?:item|iteration)\[\d+\]/g, '');
  const group = groups.get(path);
  // Of a subflow, which has a drawing of its own.
  if (group === undefined) return;
  const step = steps.get(path) ?? { group, counts: {}, runs: new Map() };
  steps.set(path, step);
  const before = step.runs.get(event.path);
  if (before !== undefined) step.counts[before] -= 1;
  step.runs.set(event.path, event.status);
  step.counts[event.status] = (step.counts[event.status] ?? 0) + 1;
  step.detail = detailOf(event);
  changed.add(step);
  showSoon();
}

function detailOf(event) {
  if (event.type === 'step_retrying') return `try ${event.attempt + 1}`;
  if (event.type === 'step_progress') return `${Math.round(event.progress * 100)} %`;
  if (event.type === 'step_failed' && event.handled) return 'handled';
  return '';
}

function show() {
  for (const { group, counts, runs, detail } of changed) {
    const present = BY_URGENCY.filter((state) => counts[state] > 0);
    group.dataset.state = present[0];
    const words = runs.size > 1 ? present.map((state) => `${counts[state]} ${state}`) : [present[0], detail];
    group.querySelector(':scope > .told').textContent = words.filter(Boolean).join(' · ');
  }
  changed.clear();
  const { state = status(), text = state } = said ?? {};
  if (line.textContent !== text) line.textContent = text;
  line.dataset.state = state;
  isDue = false;
}

function showSoon() {
  if (!isDue) requestAnimationFrame(show);
  isDue = true;
}

function say(state, text) {
  said = { state, text };
  showSoon();
}

function follow(event) {
  if (!WORKS.includes(event.kind)) return;
  if (['running', 'waiting', 'retrying'].includes(event.status)) going.set(event.path, event);
  else going.delete(event.path);
  // No event says when the next try begins.
  if (event.status === 'retrying') setTimeout(showSoon, dueIn(event));
  showSoon();
}

const dueIn = ({ timestamp, delay_ms }) => Date.parse(timestamp) + delay_ms - Date.now();
const waits = (event) => event.status === 'waiting' || (event.status === 'retrying' && dueIn(event) > 0);

/** As the record has it: an execution waits when some of its steps wait and no task of it runs. */
function status() {
  if (!hasBegun) return 'queued';
  return going.size > 0 && [...going.values()].every(waits) ? 'waiting' : 'running';
}

function takeFlow(event) {
  hasBegun = true;
  if (event.type === 'flow_started') return showSoon();
  source.close();
  document.body.classList.add('ended');
  const why = event.error ? `: ${event.error.type}: ${event.error.message}` : event.reason ? `: ${event.reason}` : '';
  return say(event.status, `${event.status}${why}`);
}

const source = new EventSource(address);
for (const type of FLOW_EVENTS) source.addEventListener(type, ({ data }) => takeFlow(JSON.parse(data)));
for (const type of STEP_EVENTS) source.addEventListener(`step_${type}`, ({ data }) => take(JSON.parse(data)));
source.addEventListener('error', () => {
  const isOver = source.readyState === EventSource.CLOSED;
  if (!document.body.classList.contains('ended'))
    say('waiting', isOver ? 'The events of this execution cannot be read.' : 'The connection is lost: trying again …');
});
source.addEventListener('open', () => {
  said = undefined;
  showSoon();
});
