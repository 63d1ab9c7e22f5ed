/** As Kubernetes has it of a Pod's name (RFC 1123, a DNS subdomain). */
const LENGTH_MAX = 253;
/** Controls, and what makes a terminal show another text than there is. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Why a text cannot be a name that goes into keys and the log; undefined for one that can. */
export function whyNoName(text: string): string | undefined {
  if (text === "") return "is empty";
  if (text.length > LENGTH_MAX) return `is longer than ${LENGTH_MAX} characters`;
  if (text === "." || text === "..") return "names a folder";
  if (/[/\\]/.test(text)) return "contains a slash";
  if (INVISIBLE.test(text)) return "contains a control character";
  return undefined;
}

/** A name that goes into keys and the log. @throws RangeError */
export function parseName(text: string): string {
  const why = whyNoName(text);
  if (why === undefined) return text;
  const shown = text.slice(0, 60).replaceAll(new RegExp(INVISIBLE, "gu"), "\u{FFFD}");
  throw new RangeError(`Expected a name, got \`${shown}\`, which ${why}`);
}
