// The page: what the reader does changes the state, and the state is shown again.

const views = { graph: drawing, outline };
const view = () => views[state.view];

function show({ focus = false, centre = false } = {}) {
  for (const name of Object.keys(views)) {
    at(name).hidden = name !== state.view;
    at(`tab-${name}`).setAttribute("aria-selected", String(name === state.view));
    at(`tab-${name}`).tabIndex = name === state.view ? 0 : -1;
  }
  at("zoom").hidden = state.view !== "graph";
  at("decisive").checked = state.decisive;
  view().show();
  showStep();
  const chosen = state.step && view().element(state.step);
  if (chosen && focus) chosen.focus({ preventScroll: true });
  if (chosen) reveal(chosen, centre);
  history.replaceState(null, "", `#${state.line + 1}${state.step ? `/${state.step}` : ""}`);
}

/** Scroll a view so that a step stands in it. */
function reveal(element, centre) {
  const [box, room] = [element.getBoundingClientRect(), at(state.view).getBoundingClientRect()];
  const out = box.left < room.left || box.right > room.right || box.top < room.top || box.bottom > room.bottom;
  if (!out && !centre) return;
  at(state.view).scrollLeft += box.left - room.left - Math.max(20, (room.width - box.width) / 3);
  at(state.view).scrollTop += box.top - room.top - Math.max(20, (room.height - box.height) / 2);
}

/** Choose a step and unfold what leads to it. */
function choose(id, options = {}) {
  if (!id || !index().above.has(id)) return;
  if (state.decisive && !decisive().has(id)) state.decisive = false;
  unfoldTo(id);
  state.step = id;
  show(options);
}

/** Choose a line with a step of its proof: a given one, or that of its first reason. */
function chooseLine(place, step = null) {
  state.line = place;
  state.step = [step, reasons()[0], roots()[0]].find((id) => index().above.has(id)) ?? null;
  find(state.query);
  showLines();
  showVerdict();
  unfold(data.depth === null ? "reasons" : "depth");
}

const FEW = 3; // steps that are unfolded where no reason is given

/** Unfold the proof to the deciding reasons or to a depth, wholly or not at all. */
const UNFOLDED = {
  all: () => new Set(index().reached),
  none: () => new Set(),
  depth: () => within(data.depth),
  reasons: () => (reasons().length ? leading(reasons()) : within(FEW)),
};

function unfold(what) {
  state.open = UNFOLDED[what]();
  if (what === "none") state.step = roots()[0] ?? null;
  else if (state.step) unfoldTo(state.step);
  show({ centre: true });
}

function fold(id, options) {
  if (!state.open.delete(id)) state.open.add(id);
  if (state.step && !shown().includes(state.step)) state.step = id;
  show(options);
}

function find(query) {
  state.query = query;
  state.found = search(query);
  tell();
}

function tell() {
  const place = state.found.indexOf(state.step) + 1;
  const counted = place ? `${place} of ${state.found.length}` : `${state.found.length} found`;
  at("found").textContent = state.query.trim() ? counted : "";
}

function goToFound(by) {
  const { found } = state;
  if (!found.length) return;
  const here = found.indexOf(state.step);
  choose(found[here < 0 ? 0 : (here + by + found.length) % found.length], { centre: true });
  tell();
}

function zoomBy(factor) {
  drawing.scale(drawing.zoom * factor);
  const chosen = drawing.element(state.step);
  if (chosen) reveal(chosen, true);
}

const idOf = (element) => element.dataset.step ?? element.dataset.again;

// What keys do -------------------------------------------------------------------------------------------------------

/** The step that a key leads to, in the view that has the focus. */
const MOVES = {
  ArrowDown: (id) => view().beside(id, 1),
  ArrowUp: (id) => view().beside(id, -1),
  ArrowRight: (id) => (below(id).length && !isOpen(id) ? void fold(id, { focus: true }) : below(id)[0]),
  ArrowLeft: (id) => (isOpen(id) ? void fold(id, { focus: true }) : above(id).find((one) => shown().includes(one))),
  Home: () => view().order()[0],
  End: () => view().order().at(-1),
  Enter: (id) => void (below(id).length && fold(id, { focus: true })),
  " ": (id) => void (below(id).length && fold(id, { focus: true })),
};

const SHORTCUTS = {
  "/": () => at("search").focus(),
  d: () => at("decisive").click(),
  g: () => at("tab-graph").click(),
  o: () => at("tab-outline").click(),
  "+": () => zoomBy(1.25),
  "-": () => zoomBy(0.8),
  0: () => drawing.fit(),
};

function stepKey(event) {
  const id = event.target.closest("[data-step],[data-again]");
  const move = MOVES[event.key];
  if (!id || !move || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const next = move(idOf(id));
  if (next) choose(next, { focus: true });
}

function anyKey(event) {
  const shortcut = SHORTCUTS[event.key];
  const typing = event.target.matches("input[type=search]");
  if (!shortcut || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  shortcut();
}

function searchKey(event) {
  if (event.key === "Enter") goToFound(event.shiftKey ? -1 : 1);
  if (event.key === "Escape" && state.step) show({ focus: true });
}

function tabKey(event) {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  event.preventDefault();
  at(state.view === "graph" ? "tab-outline" : "tab-graph").click();
  at(`tab-${state.view}`).focus();
}

// What the mouse does --------------------------------------------------------------------------------------------------

function click(event) {
  const handle = event.target.closest(".handle, .fold:not(.none)");
  const go = event.target.closest("[data-go]");
  const picked = event.target.closest("[data-step],[data-again]");
  const other = event.target.closest("[data-line]");
  if (handle) fold(picked.dataset.step);
  else if (go) choose(go.dataset.go, { centre: true });
  else if (picked) choose(idOf(picked), { focus: true });
  else if (other) pickLine(Number(other.dataset.line));
}

function pickLine(place) {
  chooseLine(place);
  at("lines").querySelector("[aria-current]").focus();
}

/** Move the graph by its ground. */
function drag(event) {
  if (event.button || event.target.closest(".step")) return;
  const room = at("graph");
  const move = ({ movementX, movementY }) => room.scrollBy(-movementX, -movementY);
  room.classList.add("dragged");
  addEventListener("pointermove", move);
  addEventListener("pointerup", () => (removeEventListener("pointermove", move), room.classList.remove("dragged")), { once: true });
}

function wheel(event) {
  if (!event.ctrlKey) return;
  event.preventDefault();
  zoomBy(event.deltaY < 0 ? 1.1 : 1 / 1.1);
}

function legend() {
  const values = Object.keys(data.values).map((value) => make("li", {}, badge(value)));
  const dashes = draw("svg", { width: 30, height: 8, "aria-hidden": "true" }, draw("path", { class: "edge guard", d: "M0,4H30" }));
  at("legend").replaceChildren(...values, make("li", {}, dashes, " why a clause applies"));
}

function start() {
  legend();
  for (const name of Object.keys(views)) {
    at(`tab-${name}`).addEventListener("click", () => ((state.view = name), show({ centre: true })));
    at(name).addEventListener("keydown", stepKey);
  }
  for (const what of ["reasons", "all", "none"]) at(`unfold-${what}`).addEventListener("click", () => unfold(what));
  at("decisive").addEventListener("change", (event) => {
    state.decisive = event.target.checked;
    if (state.decisive && !decisive().has(state.step)) state.step = reasons()[0] ?? roots()[0] ?? null;
    find(state.query);
    if (state.step) unfoldTo(state.step);
    show({ centre: true });
  });
  at("search").addEventListener("input", (event) => (find(event.target.value), show()));
  at("search").addEventListener("keydown", searchKey);
  at("zoom-in").addEventListener("click", () => zoomBy(1.25));
  at("zoom-out").addEventListener("click", () => zoomBy(0.8));
  at("zoom-fit").addEventListener("click", () => drawing.fit());
  at("graph").addEventListener("pointerdown", drag);
  at("graph").addEventListener("wheel", wheel, { passive: false });
  at("proof").querySelector("[role=tablist]").addEventListener("keydown", tabKey);
  document.addEventListener("click", click);
  document.addEventListener("keydown", anyKey);
  addEventListener("beforeprint", () => Object.values(views).forEach((one) => one.show()));
  const [place, step] = location.hash.slice(1).split("/");
  chooseLine(data.lines[place - 1] ? place - 1 : 0, step);
}

start();
