// The lines of the case, the verdict on the chosen one with its reasons on both sides, and the roll-up.

function showLines() {
  at("lines").replaceChildren(...data.lines.map((one, place) => make("li", {}, lineButton(one, place))));
  at("groups").replaceChildren(
    make("h2", {}, "Roll-up"),
    make("ul", { class: "plain" }, ...data.groups.map((group) => make("li", {}, `${group.text}: `, verdict(group)))),
    ...(data.conflicts.length ? [make("h2", {}, "Conflicts of the record"), texts(data.conflicts)] : [])
  );
}

const texts = (all) => make("ul", { class: "plain" }, ...all.map((text) => make("li", {}, text)));
const verdict = (one) => make("span", { class: `verdict tone-${one.tone}` }, one.verdict);

function lineButton(one, place) {
  return make(
    "button",
    { type: "button", class: "line", "data-line": place, "aria-current": place === state.line ? "true" : null },
    make("span", { class: "name" }, make("strong", {}, one.line), ` ${one.service}`),
    make("span", { class: "policy" }, one.policy ?? "no policy"),
    verdict(one),
    one.moot ? make("span", { class: "again" }, "moot") : null
  );
}

function showVerdict() {
  const one = line();
  at("verdict").replaceChildren(
    make("h2", {}, one.sentence),
    make("div", { class: "sides" }, ...one.sides.map(side), further(one))
  );
}

function further(one) {
  return make(
    "div",
    { class: "besides" },
    ...[
      one.levels.length > 1 ? part("Levels", levels(one.levels)) : null,
      one.notes.length ? part("For information", make("ul", { class: "plain" }, ...one.notes.map(reason))) : null,
      one.wanted.length ? part("Documents to request", texts(one.wanted)) : null,
    ].filter(Boolean)
  );
}

function side(one) {
  return make(
    "section",
    { class: "side" },
    make("h3", {}, `${one.name}: `, verdict(one), one.prevails ? make("span", { class: "again" }, "gives the verdict") : null),
    make("ul", { class: "plain" }, ...one.reasons.map(reason), ...one.more.map((text) => make("li", {}, text)))
  );
}

function reason(one) {
  const type = one.type ? make("span", { class: "cited" }, one.type) : null;
  const id = standing(one.node);
  const text = make("span", {}, make("strong", {}, one.criterion), ` ${one.text}`, type);
  return make("li", {}, index().above.has(id) ? stepLink(id, text) : text);
}

const levels = (all) => make("ul", { class: "plain levels" }, ...all.map((one) => make("li", {}, `${one.level}: `, verdict(one))));
