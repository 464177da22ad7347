// The proof as an outline: a tree whose items stand in one column, each with its level. A step that was shown once is
// named again only.

const outline = {
  drawn: null,
  show() {
    if (this.drawn !== shape()) this.draw();
    this.drawn = shape();
    for (const item of at("outline").querySelectorAll("[role=treeitem]")) {
      const chosen = item.dataset.step === state.step;
      item.setAttribute("aria-selected", String(chosen));
      item.tabIndex = chosen ? 0 : -1;
      item.classList.toggle("found", state.found.includes(item.dataset.step ?? item.dataset.again));
    }
  },
  draw() {
    const tree = () => make("div", { role: "tree", "aria-label": "Proof outline" }, ...branches());
    at("outline").replaceChildren(roots().length ? tree() : noProof());
  },
  element: (id) => at("outline").querySelector(`[data-step="${id}"]`),
  order: shown,
  beside(id, by) {
    const order = shown();
    return order[order.indexOf(id) + by];
  },
};

const noProof = () => make("p", { class: "empty" }, "There is no proof: no policy here has rules for this line.");

function branches() {
  const seen = new Set();
  return roots().flatMap((id) => items(id, 1, seen));
}

/** The item of a step, and those below it where it is open. */
function items(id, level, seen) {
  const first = !seen.has(id);
  seen.add(id);
  const inner = first && isOpen(id) ? below(id).flatMap((child) => items(child, level + 1, seen)) : [];
  return [item(id, level, first), ...inner];
}

function item(id, level, first) {
  const step = steps.get(id);
  const folds = first && below(id).length > 0;
  const element = make(
    "div",
    {
      role: "treeitem",
      class: `row value-${step.value}`,
      [first ? "data-step" : "data-again"]: id,
      "aria-level": level,
      "aria-expanded": folds ? String(isOpen(id)) : null,
    },
    make("span", { class: folds ? "fold" : "fold none", "aria-hidden": "true" }, folds ? (isOpen(id) ? "▾" : "▸") : ""),
    sign(step.value),
    make("span", { class: "said" }, make("span", { class: "unseen" }, `${step.word}: `), step.text, ...besides(step, first, id))
  );
  element.style.setProperty("--level", level - 1);
  return element;
}

function besides(step, first, id) {
  const cited = [step.cited, step.source].filter(Boolean).map((text) => make("span", { class: "cited" }, ` ${text}`));
  return !first && below(id).length ? [...cited, make("span", { class: "again" }, "shown above")] : cited;
}
