import { timeOf } from "./ticks.js";

const SVG = "http://www.w3.org/2000/svg";
const TIME_OF_DAY = /^(.*?)(\d\d:\d\d:\d\d)(.*)$/;

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/**
 * A line of the log as it is; of a tick the time of day stands out.
 *
 * @param {string} line
 */
export function lineItem(line) {
  const [, before = "", time = "", after = ""] = (timeOf(line) && TIME_OF_DAY.exec(line)) || [];
  return time ? element("li", {}, before, element("b", {}, time), after) : element("li", {}, line);
}

/**
 * Draws the strip into an `<svg>`. With attributes, since the page's policy takes no inline styles.
 *
 * @param {Element} svg
 * @param {import("./strip.js").Strip} strip
 */
export function drawStrip(svg, { marks, gaps }) {
  /** @param {Record<string, string>} attributes */
  const box = (attributes) => {
    const made = document.createElementNS(SVG, "rect");
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  svg.replaceChildren(
    ...gaps.map(({ x, width }) => box({ class: "gap", x: `${x}%`, width: `${width}%` })),
    ...marks.map((x) => box({ class: "tick", x: `${x}%` })),
  );
}

/**
 * Changes a text only when it differs, so that nothing is read or painted anew.
 *
 * @param {Element} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Shows an age with its units smaller than its numbers.
 *
 * @param {Element} node
 * @param {string} text `1 min 5 s`
 */
export function setAge(node, text) {
  if (node.textContent === text) return;
  const words = text.split(/(?= )/);
  node.replaceChildren(
    ...words.map((word) => (/\d/.test(word) ? word : element("small", {}, word))),
  );
}

/** The live page, empty, in place of the plain list. */
export function buildView() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("role", "img");
  const parts = {
    connection: element("p", { class: "connection" }, "Connecting"),
    age: element("p", { class: "age", role: "timer" }, "–"),
    since: element("p", { class: "since" }, "no tick yet"),
    svg,
    span: element("span"),
    count: element("span"),
    lines: element("ol", { class: "lines" }),
    older: element("pre", { class: "lines", tabindex: "-1" }),
    more: /** @type {HTMLButtonElement} */ (
      element("button", { type: "button" }, "Show all lines")
    ),
    sidecar: element("section", { class: "sidecar", "aria-labelledby": "sidecar" }),
    news: element("p", { class: "news", role: "status" }),
  };
  const axis = element("p", { class: "axis" }, parts.span, parts.count, element("span", {}, "now"));
  const main = element(
    "main",
    {},
    element("header", {}, element("h1", {}, document.title), parts.connection),
    element("section", { class: "last", "aria-label": "Last tick" }, parts.age, parts.since),
    element("section", { class: "strip", "aria-label": "Ticks of late" }, svg, axis),
    parts.sidecar,
    element(
      "section",
      { class: "log", "aria-labelledby": "log" },
      element("h2", { id: "log" }, "Log"),
      parts.lines,
      parts.more,
      parts.older,
    ),
    parts.news,
  );
  parts.sidecar.hidden = parts.more.hidden = parts.older.hidden = true;
  document.body.replaceChildren(main);
  document.documentElement.classList.add("live");
  return parts;
}
