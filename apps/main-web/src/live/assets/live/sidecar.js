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
  const works = sidecar.storage === undefined || sidecar.storage === "ok";
  return {
    tone: works && !sidecar.gaps && !sidecar.gapBytes ? "good" : "bad",
    title: works ? "Shipping" : "Storage fails",
    text: works ? "" : `${sidecar.storage}. It is tried again until it works.`,
    rows: rowsOf(sidecar, nowMs),
  };
}

/**
 * @param {Sidecar} sidecar
 * @param {number} nowMs
 * @returns {[string, string][]}
 */
function rowsOf({ shipTo, guarantee, lastSuccessMs, files, ...sidecar }, nowMs) {
  /** @type {[string, string | undefined][]} */
  const rows = [
    ["To", shipTo],
    ["Promise", guarantee],
    ["Behind", lagText(sidecar)],
    [
      "Last success",
      lastSuccessMs === undefined ? lastSuccessMs : `${ageText(nowMs - lastSuccessMs)} ago`,
    ],
    ["Gaps", gapText(sidecar)],
    ["Files", files?.toString()],
  ];
  return rows.flatMap(([term, text]) => (text ? [[term, text]] : []));
}

/** @param {Pick<Sidecar, "lagBytes" | "lagSeconds">} lag */
function lagText({ lagBytes, lagSeconds }) {
  if (lagBytes === undefined) return undefined;
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
