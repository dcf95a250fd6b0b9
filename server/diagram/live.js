/** Colours the steps of a drawn flow by the events of one execution, as they come. */
// What is said of a step that ran more than once, or runs in several iterations: the first of these that is there.
const BY_URGENCY = ['running', 'retrying', 'waiting', 'failed', 'cancelled', 'completed', 'skipped'];
const FLOW_EVENTS = ['flow_started', 'flow_completed', 'flow_failed', 'flow_cancelled'];
const STEP_EVENTS = ['started', 'progress', 'retrying', 'completed', 'skipped', 'failed', 'cancelled', 'waiting'];

const { events: address } = document.querySelector('main').dataset;
const line = document.querySelector('#status');
const groups = new Map();
for (const group of document.querySelectorAll('[data-path]')) groups.set(group.dataset.path, group);

/** For each step of the drawing: how many of its runs are in which state, and in which state each run is. */
const steps = new Map();
const changed = new Set();

function take(event) {
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
  if (changed.size === 0) requestAnimationFrame(show);
  changed.add(step);
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
}

function tell(state, text) {
  line.dataset.state = state;
  line.textContent = text;
}

function takeFlow(event) {
  const { type, status } = event;
  if (type === 'flow_started') return tell('running', 'running');
  source.close();
  document.body.classList.add('ended');
  const why = event.error ? `: ${event.error.type}: ${event.error.message}` : event.reason ? `: ${event.reason}` : '';
  return tell(status, `${status}${why}`);
}

const source = new EventSource(address);
for (const type of FLOW_EVENTS) source.addEventListener(type, ({ data }) => takeFlow(JSON.parse(data)));
for (const type of STEP_EVENTS) source.addEventListener(`step_${type}`, ({ data }) => take(JSON.parse(data)));
source.addEventListener('error', () => {
  const isOver = source.readyState === EventSource.CLOSED;
  if (!document.body.classList.contains('ended'))
    tell('waiting', isOver ? 'The events of this execution cannot be read.' : 'The connection is lost: trying again …');
});
source.addEventListener('open', () => {
  if (line.textContent !== 'running') tell('running', 'running');
});
