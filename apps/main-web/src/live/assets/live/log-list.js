import { gapsOf, timeOf } from "./ticks.js";
import { element, lineItem } from "./view.js";
import { ageText, countText } from "./wording.js";

/** As many as the strip has marks; a long page has hundreds of times more. */
const SHOWN_MAX = 120;
const PREAMBLE = /^<!doctype html>.*<pre>\n/i;

/**
 * The lines, the newest first. Only the newest are elements of their own; all others are one text,
 * and only once somebody asks for them.
 */
export class LogList {
  #view;
  /** @type {string[]} what is known, in the order of the page */
  #lines = [];
  /** Where in the page the first of them begins, in bytes; 0 when there is nothing before it. */
  #start = 0;
  #isNew = true;
  #isAll = false;

  /** @param {{ lines: Element, older: HTMLElement, more: HTMLButtonElement }} view */
  constructor(view) {
    this.#view = view;
    view.more.addEventListener("click", () => void this.#showAll());
  }

  /**
   * Another page, or another part of it. What is shown stays until its lines come, which is at once.
   *
   * @param {number} start
   */
  reset(start) {
    this.#lines = [];
    this.#start = start;
    this.#isNew = true;
  }

  /**
   * @param {string[]} lines
   * @param {number | undefined} intervalMs for the gaps between them
   */
  add(lines, intervalMs) {
    const { lines: list, older, more } = this.#view;
    if (this.#isNew) {
      list.replaceChildren();
      older.replaceChildren();
      older.hidden = true;
      this.#isNew = this.#isAll = false;
    }
    const known = this.#lines;
    for (const line of lines) known.push(line);
    const first = this.#isAll ? known.length - lines.length : Math.max(0, known.length - SHOWN_MAX);
    for (let index = Math.max(first, known.length - lines.length); index < known.length; index++) {
      list.prepend(
        lineItem(known[index] ?? ""),
        ...gapItem(known[index - 1], known[index], intervalMs),
      );
    }
    this.#trim();
    more.hidden = this.#isAll || (this.#start === 0 && known.length <= SHOWN_MAX);
  }

  /** Keeps the number of elements down; once all is shown, what goes becomes text. */
  #trim() {
    const { lines: list, older } = this.#view;
    for (
      let item = list.lastElementChild;
      list.childElementCount > SHOWN_MAX;
      item = list.lastElementChild
    ) {
      if (this.#isAll && !item?.classList.contains("gap")) older.prepend(`${item?.textContent}\n`);
      item?.remove();
    }
  }

  async #showAll() {
    const { lines: list, older, more } = this.#view;
    const known = this.#lines;
    more.disabled = true;
    const before = await fetchLines(this.#start).catch(() => undefined);
    more.disabled = false;
    // Another page has come meanwhile: this one is gone.
    if (known !== this.#lines) return;
    if (before === undefined) {
      more.textContent = "Could not be loaded. Try again";
      return;
    }
    const shown = list.querySelectorAll(":scope > :not(.gap)").length;
    const all = [...before, ...known.slice(0, known.length - shown)];
    older.replaceChildren(
      all
        .map((line) => `${line}\n`)
        .toReversed()
        .join(""),
    );
    this.#isAll = true;
    older.hidden = false;
    more.hidden = true;
    // The button had the focus, and is gone.
    older.focus();
  }
}

/**
 * What stands in the page before a byte, without its markup.
 *
 * @param {number} end
 */
async function fetchLines(end) {
  if (end === 0) return [];
  const headers = { Range: `bytes=0-${end - 1}` };
  // Chromium's cache would ask for no more bytes than its compressed copy of the page has.
  const response = await fetch("./", { headers, cache: "no-store" });
  if (!response.ok) throw new Error(`${response.status}`);
  const bytes = await response.arrayBuffer();
  const text = new TextDecoder().decode(bytes.slice(0, end));
  return text.replace(PREAMBLE, "").split("\n").slice(0, -1);
}

/**
 * @param {string | undefined} before
 * @param {string | undefined} line
 * @param {number | undefined} intervalMs
 */
function gapItem(before = "", line = "", intervalMs) {
  const times = [timeOf(before), timeOf(line)].filter((time) => time !== undefined);
  return gapsOf(times, intervalMs).map(({ fromMs, toMs, missing }) => {
    const count = missing > 0 ? ` · ${countText(missing, "tick")} missing` : "";
    return element("li", { class: "gap" }, `${ageText(toMs - fromMs)} without a tick${count}`);
  });
}
