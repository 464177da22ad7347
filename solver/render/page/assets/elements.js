// Elements made of plain text, never of markup: nothing that a case says can become part of the page's code.

const SVG = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const make = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);
const draw = (tag, attributes = {}, ...children) => filled(document.createElementNS(SVG, tag), attributes, children);
const at = (id) => document.getElementById(id);

/** The outline of each value in a box: a rectangle, an octagon, rounded ends, pointed ends. */
function outlineOf(value, width, height) {
  const [w, h, c] = [width, height, Math.min(12, height / 3.4)];
  switch (value) {
    case "F":
      return `M${c},0H${w - c}L${w},${c}V${h - c}L${w - c},${h}H${c}L0,${h - c}V${c}Z`;
    case "N": {
      const r = Math.min(h / 2, 22);
      return `M${r},0H${w - r}A${r},${r} 0 0 1 ${w},${r}V${h - r}A${r},${r} 0 0 1 ${w - r},${h}H${r}A${r},${r} 0 0 1 0,${h - r}V${r}A${r},${r} 0 0 1 ${r},0Z`;
    }
    case "B": {
      const p = Math.min(h / 2, 14);
      return `M${p},0H${w - p}L${w},${h / 2}L${w - p},${h}H${p}L0,${h / 2}Z`;
    }
    default:
      return `M0,0H${w}V${h}H0Z`;
  }
}

/** The sign of a value: its shape with a mark in it. */
function sign(value) {
  return draw(
    "svg",
    { class: `sign value-${value}`, viewBox: "-1 -1 18 18", width: 18, height: 18, "aria-hidden": "true" },
    value === "B" ? draw("path", { d: "M8,0L16,8L8,16L0,8Z" }) : draw("path", { d: outlineOf(value, 16, 16) }),
    draw("text", { x: 8, y: 12, "text-anchor": "middle" }, data.values[value].sign)
  );
}

const badge = (value) => make("span", { class: `badge value-${value}` }, sign(value), data.values[value].word);
