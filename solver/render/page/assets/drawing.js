// The proof as a graph from left to right: dagre places the steps, this file draws them. Not here: what is shown.

const WIDTH = 216;
const GAP = 38;
const LINE = 15;
const MOST_LINES = 4;
const MANY = 150; // steps from which the quicker way of ranking is taken
const measure = document.createElement("canvas").getContext("2d");
const wrapped = new Map();

const drawing = {
  zoom: 1,
  placed: null,
  drawn: null,
  show() {
    if (this.drawn !== shape()) this.draw();
    this.drawn = shape();
    for (const element of at("graph").querySelectorAll(".step")) {
      const chosen = element.dataset.step === state.step;
      element.classList.toggle("chosen", chosen);
      element.classList.toggle("found", state.found.includes(element.dataset.step));
      element.setAttribute("aria-current", String(chosen));
      element.setAttribute("tabindex", chosen ? 0 : -1);
    }
  },
  draw() {
    this.placed = null;
    if (!roots().length) return at("graph").replaceChildren(noProof());
    this.placed = layout(shown());
    const { width, height } = this.placed.graph();
    const picture = draw(
      "svg",
      { role: "group", "aria-label": "Proof graph", viewBox: `0 0 ${width} ${height}` },
      ...this.placed.edges().map((edge) => arrow(edge, this.placed.edge(edge))),
      ...this.placed.nodes().map((id) => box(id, this.placed.node(id)))
    );
    at("graph").replaceChildren(picture);
    this.scale(this.zoom);
  },
  scale(zoom) {
    const picture = at("graph").querySelector("svg");
    if (!picture) return;
    this.zoom = Math.min(2.5, Math.max(0.15, zoom));
    picture.setAttribute("width", this.placed.graph().width * this.zoom);
    picture.setAttribute("height", this.placed.graph().height * this.zoom);
  },
  fit() {
    if (!this.placed) return;
    const { width, height } = this.placed.graph();
    const room = at("graph");
    this.scale(Math.min(1, (room.clientWidth - 4) / width, (room.clientHeight - 4) / height));
  },
  element: (id) => at("graph").querySelector(`[data-step="${id}"]`),
  order: shown,
  /** The step above or below in the same column. */
  beside(id, by) {
    const here = this.placed.node(id);
    const column = this.placed.nodes().filter((other) => Math.abs(this.placed.node(other).x - here.x) < WIDTH / 2);
    column.sort((a, b) => this.placed.node(a).y - this.placed.node(b).y);
    return column[column.indexOf(id) + by];
  },
};

function layout(ids) {
  const ranker = ids.length > MANY ? "longest-path" : "network-simplex";
  const found = new dagre.graphlib.Graph();
  found.setGraph({ rankdir: "LR", nodesep: 14, ranksep: GAP, marginx: 14, marginy: 14, ranker });
  found.setDefaultEdgeLabel(() => ({}));
  for (const id of ids) found.setNode(id, { width: WIDTH, height: heightOf(id) });
  for (const id of ids) {
    if (isOpen(id)) for (const child of below(id)) found.setEdge(id, child);
  }
  dagre.layout(found, { disableOptimalOrderHeuristic: true });
  return found;
}

const heightOf = (id) => 30 + LINE * (linesOf(id).length + (steps.get(id).rule ? 1 : 0));

/** The text of a step in lines that fit its box. */
function linesOf(id) {
  if (!wrapped.has(id)) wrapped.set(id, fitted(steps.get(id).text));
  return wrapped.get(id);
}

function fitted(text) {
  measure.font = "12px system-ui, sans-serif";
  const lines = [""];
  for (const word of text.split(/\s+/).flatMap((one) => one.match(/.{1,28}/gu) ?? [])) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (measure.measureText(longer).width <= WIDTH - 34) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 1), `${lines[MOST_LINES - 1]} …`] : lines;
}

function arrow({ v, w }, { points }) {
  const guard = steps.get(v).guards.includes(w);
  const [from, to] = [drawing.placed.node(v), drawing.placed.node(w)];
  const [start, end] = [{ x: from.x + WIDTH / 2, y: from.y }, { x: to.x - WIDTH / 2, y: to.y }];
  const bends = end.x - start.x > WIDTH ? points.slice(1, -1) : [];
  const curves = [start, ...bends, end].map((point, place, all) => (place ? curve(all[place - 1], point) : `M${point.x},${point.y}`));
  return draw("path", { class: guard ? "edge guard" : "edge", d: curves.join("") });
}

/** A curve that leaves a point and arrives at the next one level. */
function curve(a, b) {
  const middle = (a.x + b.x) / 2;
  return `C${middle},${a.y} ${middle},${b.y} ${b.x},${b.y}`;
}

function box(id, { x, y, width, height }) {
  const step = steps.get(id);
  const folds = below(id).length;
  return draw(
    "g",
    {
      class: `step value-${step.value}`,
      transform: `translate(${x - width / 2},${y - height / 2})`,
      role: "button",
      "data-step": id,
      "aria-expanded": folds ? String(isOpen(id)) : null,
    },
    draw("path", { class: "shape", d: outlineOf(step.value, width, height) }),
    draw("text", { class: "head", x: 16, y: 17 }, `${data.values[step.value].sign} ${step.word}`),
    ...linesOf(id).map((text, place) => draw("text", { x: 16, y: 34 + LINE * place }, text)),
    step.rule ? draw("text", { class: "rule", x: 16, y: height - 9 }, step.rule) : null,
    folds ? handle(id, width, height, folds) : null
  );
}

function handle(id, width, height, folds) {
  return draw(
    "g",
    { class: "handle", "aria-hidden": "true", transform: `translate(${width},${height / 2})` },
    draw("circle", { r: 10 }),
    draw("text", { y: 4, "text-anchor": "middle" }, isOpen(id) ? "−" : folds > 9 ? "+" : `+${folds}`)
  );
}
