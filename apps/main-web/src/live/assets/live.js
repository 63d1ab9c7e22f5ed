import { SAME_CLOCKS, compareClocks } from "./live/clocks.js";
import { connect } from "./live/connection.js";
import { LogList } from "./live/log-list.js";
import { wordsOf } from "./live/sidecar.js";
import { layOut, spanOf } from "./live/strip.js";
import { gapsOf, intervalOf, openGapOf, timeOf, withTicks } from "./live/ticks.js";
import { buildView, drawStrip, element, setAge, setText } from "./live/view.js";
import { ageText, clockText, clocksText, intervalText, missingText } from "./live/wording.js";

const WIDE_PX = 600;

// The page is the plain list; what it shows until the first event comes is what it came with.
const plain = (document.querySelector("pre")?.textContent ?? "")
  .replace(/^\n/, "")
  .split("\n")
  .slice(0, -1);
const view = buildView();
const list = new LogList(view);
/** @type {number[]} */
let ticks = [];
let isOtherPage = false;
/** How far the server's clock is ahead of the browser's; unknown until it has told its time. */
let skewMs = 0;
let isTimeKnown = false;
let clocks = SAME_CLOCKS;
/** The first lines on a connection may be old ones. */
let areLinesNew = false;
/** @type {import("./live/connection.js").State} */
let connection = "Connecting";
/** @type {import("./live/sidecar.js").Sidecar} */
let sidecar = { is: "off" };
/** What is told to those who do not see the page: only what changes, and seldom. */
let condition = "";

/** @param {string[]} lines */
function add(lines) {
  const times = lines.flatMap((line) => timeOf(line) ?? []);
  ticks = withTicks(ticks, times, isOtherPage);
  isOtherPage = false;
  list.add(lines, intervalOf(ticks));
  if (times.length > 0) compare(areLinesNew);
  render();
}

/** @param {boolean} isNew whether the last tick has come just now */
function compare(isNew) {
  const lastMs = ticks.at(-1);
  if (lastMs === undefined || !isTimeKnown) return;
  clocks = compareClocks(clocks, lastMs, Date.now() + skewMs, isNew);
}

/** By the clock that the ticks are written by. */
function tickTimeMs() {
  return Date.now() + skewMs + clocks.aheadMs;
}

function render() {
  const nowMs = tickTimeMs();
  const intervalMs = intervalOf(ticks);
  const openGap = connection === "Live" ? openGapOf(ticks, intervalMs, nowMs) : undefined;
  renderAge(nowMs, intervalMs, openGap !== undefined);
  renderStrip(nowMs, intervalMs, openGap);
  renderSidecar(nowMs);
  setText(view.connection, connection);
  view.connection.dataset["state"] = connection;
  tell(openGap);
}

/**
 * @param {number} nowMs
 * @param {number | undefined} intervalMs
 * @param {boolean} isLate
 */
function renderAge(nowMs, intervalMs, isLate) {
  const lastMs = ticks.at(-1);
  if (lastMs === undefined) return;
  const every = intervalMs ? `one every ${intervalText(intervalMs)}` : "";
  const rhythm = isLate ? "the next is overdue" : every;
  const seen = connection === "Reconnecting" ? "since the last tick seen" : "since the last tick";
  // How old a tick of another clock is shows only when the next one comes.
  setAge(view.age, clocks.isExact ? ageText(nowMs - lastMs) : "–");
  setText(view.since, [seen, rhythm, clocksText(clocks)].filter(Boolean).join(" · "));
  view.age.classList.toggle("bad", isLate);
}

/**
 * @param {number} nowMs
 * @param {number | undefined} intervalMs
 * @param {import("./live/ticks.js").Gap | undefined} openGap
 */
function renderStrip(nowMs, intervalMs, openGap) {
  const spanMs = spanOf(intervalMs, view.svg.clientWidth < WIDE_PX ? 60 : 120);
  const gaps = [...gapsOf(ticks, intervalMs), ...(openGap ? [openGap] : [])];
  drawStrip(view.svg, layOut({ ticks, gaps, nowMs, spanMs }));
  const seen = gaps.filter(({ toMs }) => toMs > nowMs - spanMs);
  let text = ticks.length === 0 ? "no tick yet" : missingText(seen, openGap);
  if (!clocks.isExact) text = "not known: the clocks differ";
  if (connection === "Reconnecting") text = "the latest are not known";
  setText(view.span, `${spanMs / 60_000} min ago`);
  setText(view.count, text);
  view.svg.setAttribute("aria-label", `Last ${spanMs / 60_000} minutes: ${text}`);
}

/** @param {number} nowMs */
function renderSidecar(nowMs) {
  const isKnown = connection !== "Reconnecting" || sidecar.is === "off";
  const words = wordsOf(isKnown ? sidecar : { is: "not known" }, nowMs);
  view.sidecar.hidden = words === undefined;
  const state = JSON.stringify(words);
  if (words === undefined || view.sidecar.dataset["state"] === state) return;
  view.sidecar.dataset["state"] = state;
  const rows = words.rows.flatMap(([term, text]) => [
    element("dt", {}, term),
    element("dd", {}, text),
  ]);
  view.sidecar.replaceChildren(
    element("h2", { id: "sidecar" }, "Sidecar"),
    element("p", { class: `state ${words.tone}` }, words.title),
    ...(words.text ? [element("p", {}, words.text)] : []),
    ...(rows.length > 0 ? [element("dl", {}, ...rows)] : []),
  );
}

/** @param {import("./live/ticks.js").Gap | undefined} openGap */
function tell(openGap) {
  if (connection === "Connecting") return;
  const before = condition;
  if (connection !== "Live") condition = "The connection is lost.";
  else if (!clocks.isExact) condition = "The clocks differ.";
  else if (openGap) condition = `No tick since ${clockText(openGap.fromMs)}.`;
  else
    condition = wordsOf(sidecar, 0)?.tone === "bad" ? "The sidecar is in trouble." : "All is well.";
  // Nothing is told at the start as long as all is well, or not known yet.
  if (condition !== before && before !== "") setText(view.news, condition);
}

function renderEachSecond() {
  if (!document.hidden) render();
  // At the moment when the age becomes a second more.
  const ageMs = tickTimeMs() - (ticks.at(-1) ?? 0);
  setTimeout(renderEachSecond, 1_000 - (Math.max(0, ageMs) % 1_000));
}

add(plain);
renderEachSecond();
addEventListener("resize", render);
connect({
  connected: (state) => {
    if (state === connection) return;
    connection = state;
    areLinesNew = false;
    render();
  },
  reset: (start) => {
    isOtherPage = true;
    areLinesNew = false;
    list.reset(start);
  },
  lines: (lines) => {
    add(lines);
    areLinesNew = true;
  },
  status: (status) => {
    skewMs = status.nowMs - Date.now();
    isTimeKnown = true;
    compare(false);
    sidecar = status.sidecar;
    render();
  },
});
