// The proof as data: its steps, what a step rests on, what rests on it, and what of it is shown. Not here: drawing.

const data = JSON.parse(document.getElementById("data").textContent);
const steps = new Map(Object.entries(data.steps));
const state = { line: 0, step: null, open: new Set(), decisive: false, view: "graph", query: "", found: [] };

const line = () => data.lines[state.line];
const roots = () => line().roots;

/** The steps that a step rests on, those that decide only where that is asked for. */
function below(id) {
  const all = steps.get(id).below;
  return state.decisive ? all.filter((child) => decisive().has(child)) : all;
}

const isOpen = (id) => state.open.has(id) && below(id).length > 0;

/** What is remembered of a line: its decisive steps, what rests on each step, and all steps in reading order. */
const remembered = new Map();
function index() {
  if (!remembered.has(state.line)) {
    const reached = walk(roots(), (id) => steps.get(id).below);
    const above = new Map(reached.map((id) => [id, []]));
    for (const id of reached) for (const child of steps.get(id).below) above.get(child).push(id);
    remembered.set(state.line, { reached, above, decisive: new Set(line().decisive) });
  }
  return remembered.get(state.line);
}
const decisive = () => index().decisive;
const above = (id) => index().above.get(id) ?? [];

/** Every step that can be reached from some, each once, in reading order. */
function walk(from, next) {
  const seen = new Set();
  const waiting = [...from].reverse();
  while (waiting.length) {
    const id = waiting.pop();
    if (seen.has(id)) continue;
    seen.add(id);
    waiting.push(...[...next(id)].reverse());
  }
  return [...seen];
}

/** The steps on show, each once: those that open steps lead to. */
const shown = () => walk(roots(), (id) => (isOpen(id) ? below(id) : []));

/** What a drawing depends on: while it stays the same, only marks change. */
const shape = () => [state.line, state.decisive, ...shown().filter(isOpen)].join();

/** Unfold what leads to a step, by the shortest way from a step on show. */
function unfoldTo(id) {
  const visible = new Set(shown());
  const from = new Map([[id, null]]);
  for (const one of from.keys()) {
    if (visible.has(one)) {
      for (let step = from.get(one) && one; step && step !== id; step = from.get(step)) state.open.add(step);
      return;
    }
    for (const parent of above(one)) if (!from.has(parent)) from.set(parent, one);
  }
}

/** The decisive steps that lead to some. */
function leading(ids) {
  const found = walk(ids, (id) => above(id).filter((one) => decisive().has(one)));
  return new Set(found.filter((id) => !ids.includes(id)));
}

/** The step that stands for a step: itself, or the one on whose line it is told. */
const standing = (id) => (steps.has(id) ? id : data.told[id]);

/** The steps of the deciding reasons of a line. */
const reasons = () =>
  line().sides.flatMap((side) => side.reasons.map((reason) => standing(reason.node))).filter((id) => index().above.has(id));

/** The steps at most so many steps below the verdict. */
function within(depth) {
  let front = roots();
  const found = new Set();
  for (let level = 0; level < depth && front.length; level++) {
    front.forEach((id) => found.add(id));
    front = front.flatMap((id) => steps.get(id).below).filter((id) => !found.has(id));
  }
  return found;
}

/** What can be searched for in a step. */
function words(id) {
  const step = steps.get(id);
  return [step.text, step.word, step.cited, step.source, step.predicate].filter(Boolean).join(" ").toLowerCase();
}

/** The steps that hold every word of a query, in reading order. */
function search(query) {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return [];
  const among = state.decisive ? index().reached.filter((id) => decisive().has(id)) : index().reached;
  return among.filter((id) => wanted.every((word) => words(id).includes(word)));
}
