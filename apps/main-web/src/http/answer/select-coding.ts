import type { Coding } from "../../page/page-variants.ts";

/** Which comes first where a client likes several the same: the one that is cheapest for its size. */
const CODINGS: readonly Coding[] = ["zstd", "br", "gzip", "identity"];

export interface CodingChoice {
  readonly coding: Coding;
  /** Whether plain bytes would do, too: for a page that compressing would not make smaller. */
  readonly acceptsIdentity: boolean;
}

/** A weight of RFC 9110, 12.4.2: 0 to 1, up to three decimals. */
const ELEMENT =
  /^(?<name>[\w\-.*]+)[\t ]*(?:;[\t ]*q=(?<weight>0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/iv;

/**
 * Chooses by `Accept-Encoding` (RFC 9110, 12.5.3): the heaviest coding, among equals the first of
 * ours. What a client names goes before what only its `*` covers: it may not really know that one.
 * An element that is not well-formed counts for nothing.
 *
 * @param field the header field; `undefined`: any coding may come, so none is used
 * @param codings those there are, with identity, the best one first
 * @returns `undefined` when even plain bytes are refused and nothing else is taken (406)
 */
export function selectCoding(
  field: string | undefined,
  codings: readonly Coding[] = CODINGS,
): CodingChoice | undefined {
  if (field === undefined) return { coding: "identity", acceptsIdentity: true };
  const weights = parseWeights(field);
  const star = weights.get("*");
  const identityWeight = weights.get("identity") ?? star;
  const acceptsIdentity = identityWeight !== 0;
  const named = heaviest(codings, (coding) => weights.get(coding) ?? 0);
  if (named !== undefined) {
    // Identity that only the star speaks of can outweigh what was named, too.
    const outweighed = (identityWeight ?? 0) > (weights.get(named) ?? 0);
    return { coding: outweighed ? "identity" : named, acceptsIdentity };
  }
  if (acceptsIdentity) return { coding: "identity", acceptsIdentity };
  const covered = heaviest(codings, (coding) => (weights.has(coding) ? 0 : (star ?? 0)));
  return covered === undefined ? undefined : { coding: covered, acceptsIdentity };
}

function heaviest(
  codings: readonly Coding[],
  weigh: (coding: Coding) => number,
): Coding | undefined {
  let best: Coding | undefined;
  for (const coding of codings) {
    if (weigh(coding) > (best === undefined ? 0 : weigh(best))) best = coding;
  }
  return best;
}

function parseWeights(field: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const element of field.split(",")) {
    const groups = ELEMENT.exec(element.trim())?.groups;
    if (groups === undefined) continue;
    const name = groups["name"]?.toLowerCase() ?? "";
    // RFC 9110, 8.4.1.3
    weights.set(name === "x-gzip" ? "gzip" : name, Number(groups["weight"] ?? "1"));
  }
  return weights;
}
