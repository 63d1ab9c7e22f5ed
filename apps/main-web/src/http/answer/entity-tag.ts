/** An entity tag in its quotes, e.g. `"abc"` or `W/"abc"` (RFC 9110, 8.8.3). */
const ENTITY_TAG = '(?:W/)?"[\\x21\\x23-\\x7e\\x80-\\xff]*"';
const WHOLE_TAG = new RegExp(`^${ENTITY_TAG}$`, "v");
const NEXT_TAG = new RegExp(`[\\t ,]*(?<tag>${ENTITY_TAG})[\\t ]*(?:,|$)`, "vy");

export function isEntityTag(text: string): boolean {
  return WHOLE_TAG.test(text);
}

/** The tags of `If-Match` or `If-None-Match`, up to the first thing that is none. */
export function parseEntityTags(list: string): readonly string[] {
  const tags: string[] = [];
  NEXT_TAG.lastIndex = 0;
  for (let match = NEXT_TAG.exec(list); match !== null; match = NEXT_TAG.exec(list)) {
    tags.push(match.groups?.["tag"] ?? "");
  }
  return tags;
}

/** RFC 9110, 8.8.3.2: the same, byte for byte, and neither is weak. */
export function matchesStrongly(a: string, b: string): boolean {
  return a === b && !a.startsWith("W/");
}

/** RFC 9110, 8.8.3.2: the same but for being weak. */
export function matchesWeakly(a: string, b: string): boolean {
  return withoutWeakness(a) === withoutWeakness(b);
}

function withoutWeakness(tag: string): string {
  return tag.startsWith("W/") ? tag.slice(2) : tag;
}
