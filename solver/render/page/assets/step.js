// The chosen step: what it says, the clause, its place in the policy, the evidence, the wordings, its neighbours.

function showStep() {
  const step = state.step && steps.get(state.step);
  at("step").replaceChildren(
    make("h2", {}, "Step"),
    ...(step ? parts(step).filter(Boolean) : [make("p", { class: "empty" }, "Choose a step of the proof.")])
  );
}

function parts(step) {
  return [
    make("p", { class: "kind" }, badge(step.value), ` ${step.kind}`),
    make("p", { class: "sentence" }, step.text),
    step.silence ? make("p", {}, step.silence) : null,
    step.ask ? part("To ask", make("p", {}, step.ask)) : null,
    step.evidence.length ? part("Evidence", make("ul", { class: "plain" }, ...step.evidence.map(evidence))) : null,
    step.rule ? clause(step) : null,
    step.section ? citation(step.section) : null,
    step.wordings.length ? part("Wordings", make("dl", { class: "wordings" }, ...step.wordings.flatMap(wording(step)))) : null,
    links("Rests on", below(state.step)),
    links("Supports", above(state.step)),
    make("p", { class: "seal" }, "Node ", make("code", {}, state.step)),
  ];
}

const part = (title, ...children) => make("section", {}, make("h3", {}, title), ...children);

function evidence(one) {
  const place = [one.document && (one.kind ? `${one.document} (${one.kind})` : one.document), one.page && `page ${one.page}`, one.date];
  return make(
    "li",
    {},
    make("p", {}, one.text),
    make("p", { class: "cited" }, place.filter(Boolean).join(", ") || "no source given"),
    one.title ? make("p", { class: "cited" }, one.title) : null,
    one.note ? make("blockquote", {}, one.note) : null
  );
}

function clause(step) {
  const bound = step.bindings.map(([name, value]) => make("li", {}, make("code", {}, name), ` is ${value}`));
  return part(
    `Clause ${step.rule}`,
    make("pre", { tabindex: 0 }, make("code", {}, data.rules[step.rule])),
    bound.length ? make("ul", { class: "bindings" }, ...bound) : null
  );
}

function citation(id) {
  const section = data.sections[id];
  return part(
    "Policy",
    make("p", { class: "cited" }, section.document),
    make("p", {}, make("strong", {}, id), ` ${section.path.join(" > ")}`),
    ...section.prose.map((text) => make("p", { class: "prose" }, ...marked(text)))
  );
}

/** A text whose *stressed* words and `names` are marked so. */
const marked = (text) =>
  text.split(/(\*[^*]+\*|`[^`]+`)/).map((piece) => {
    const tag = /^\*.+\*$/.test(piece) ? "em" : /^`.+`$/.test(piece) ? "code" : null;
    return tag ? make(tag, {}, piece.slice(1, -1)) : piece;
  });

const wording = (step) => ([value, text]) => {
  const current = text === step.text;
  return [
    make("dt", {}, sign(value), make("span", { class: "unseen" }, data.values[value].word)),
    make("dd", { class: current ? "current" : null }, text, current ? make("span", { class: "again" }, "said here") : null),
  ];
};

function links(title, ids) {
  if (!ids.length) return null;
  return part(title, make("ul", { class: "plain links" }, ...ids.map((id) => make("li", {}, stepLink(id, steps.get(id).text)))));
}

/** A button that goes to a step. */
function stepLink(id, text, ...more) {
  return make("button", { type: "button", class: "link", "data-go": id }, sign(steps.get(id).value), make("span", {}, text, ...more));
}
