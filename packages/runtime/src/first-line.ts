const LENGTH_MAX = 300;
/** Whatever a terminal or a reader of events could take for more than text. */
const CONTROL = /[\p{Cc}\p{Cf}]+/gv;

/** The first line of what an error says, at a length that fits into one line of a listing. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  const [line = ""] = text.trimStart().split(/[\n\r]/v);
  const clean = line.replaceAll(CONTROL, " ").trim();
  return clean.length > LENGTH_MAX ? `${clean.slice(0, LENGTH_MAX)}…` : clean;
}
