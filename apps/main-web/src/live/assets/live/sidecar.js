import { ageText, countText, sizeText } from "./wording.js";

/**
 * What main-web says of the sidecar; see `sidecar-state.ts`. Anything may be missing.
 *
 * @typedef {{
 *   is: string, shipTo?: string, storage?: string, guarantee?: string, lagBytes?: number,
 *   lagSeconds?: number, files?: number, gaps?: number, gapBytes?: number, lastSuccessMs?: number,
 * }} Sidecar
 * @typedef {{ tone: "good" | "bad" | "quiet", title: string, text: string, rows: [string, string][] }} Words
 */

/** @type {Map<string, Words>} */
const WITHOUT_SHIPPING = new Map([
  [
    "not shipping",
    {
      tone: "quiet",
      title: "Not shipping",
      text: "The sidecar writes the page and keeps it here: SHIP_TO is off.",
      rows: [],
    },
  ],
  [
    "not known",
    {
      tone: "quiet",
      title: "Not known",
      text: "The connection to the server is lost.",
      rows: [],
    },
  ],
  [
    "unreachable",
    {
      tone: "bad",
      title: "No answer",
      text: "The sidecar does not answer. What it has shipped is not known.",
      rows: [],
    },
  ],
  [
    "unreadable",
    {
      tone: "bad",
      title: "No clear answer",
      text: "The sidecar answers, but not with its state. What it has shipped is not known.",
      rows: [],
    },
  ],
]);

/**
 * The sidecar's state in words.
 *
 * @param {Sidecar} sidecar
 * @param {number} nowMs
 * @returns {Words | undefined} undefined when there is nothing to show
 */
export function wordsOf(sidecar, nowMs) {
  if (sidecar.is !== "shipping") return WITHOUT_SHIPPING.get(sidecar.is);
  const isLossless = !sidecar.gaps && !sidecar.gapBytes;
  return {
    tone: works(sidecar) && isLossless ? "good" : "bad",
    title: works(sidecar) ? "Shipping" : "Storage fails",
    text: works(sidecar) ? "" : `${sidecar.storage}. It is tried again until it works.`,
    rows: rowsOf(sidecar, nowMs),
  };
}

/** @param {Sidecar} sidecar */
function works({ storage }) {
  return storage === undefined || storage === "ok";
}

/**
 * @param {Sidecar} sidecar
 * @param {number} nowMs
 * @returns {[string, string][]}
 */
function rowsOf(sidecar, nowMs) {
  const { shipTo, guarantee, lastSuccessMs, files = 1 } = sidecar;
  const success = lastSuccessMs === undefined ? "" : `${ageText(nowMs - lastSuccessMs)} ago`;
  /** @type {[string, string | undefined][]} */
  const rows = [
    ["To", shipTo],
    ["Promise", guarantee],
    ["Behind", lagText(sidecar)],
    ["Last success", success],
    ["Gaps", gapText(sidecar)],
    ["Files", files === 1 ? "" : String(files)],
  ];
  return rows.flatMap(([term, text]) => (text ? [[term, text]] : []));
}

/** @param {Sidecar} sidecar */
function lagText(sidecar) {
  const { lagBytes, lagSeconds } = sidecar;
  // Before a sidecar could ask the storage it does not know what that lacks.
  if (lagBytes === undefined || (lagBytes === 0 && !works(sidecar))) return undefined;
  if (lagBytes === 0) return "nothing";
  return sizeText(lagBytes) + (lagSeconds === undefined ? "" : `, ${ageText(lagSeconds * 1_000)}`);
}

/** @param {Pick<Sidecar, "gaps" | "gapBytes">} lost */
function gapText({ gaps, gapBytes }) {
  if (gaps === undefined && gapBytes === undefined) return undefined;
  if (!gaps && !gapBytes) return "none";
  const count = gaps === undefined ? [] : [countText(gaps, "gap")];
  return [...count, ...(gapBytes === undefined ? [] : [`${sizeText(gapBytes)} lost`])].join(", ");
}
