// The texts on show whose contrast to the ground behind them is below a bound, as WCAG computes it.
const bound = arguments[0];
const ink = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

function channels(colour) {
  ink.clearRect(0, 0, 1, 1);
  ink.fillStyle = colour;
  ink.fillRect(0, 0, 1, 1);
  return [...ink.getImageData(0, 0, 1, 1).data];
}

function light(colour) {
  const linear = channels(colour)
    .slice(0, 3)
    .map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function ground(element) {
  for (let one = element; one; one = one.parentElement) {
    const shape = one.matches("svg .step, svg .handle, svg.sign") ? one.querySelector("path, circle") : null;
    const colour = shape ? getComputedStyle(shape).fill : getComputedStyle(one).backgroundColor;
    if (channels(colour)[3] === 255) return colour;
  }
  return getComputedStyle(document.body).backgroundColor;
}

return [...document.querySelectorAll("body *")]
  .filter((element) => element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((element) => {
    const svg = element.namespaceURI.endsWith("svg");
    const style = getComputedStyle(element);
    const [a, b] = [light(svg ? style.fill : style.color), light(ground(element))];
    return [element.textContent.trim().slice(0, 60), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
  })
  .filter(([, contrast]) => contrast < bound);
