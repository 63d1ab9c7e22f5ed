import { type GlobSegment, parseGlob } from "./parse-glob.ts";
import { findOutside } from "./glob-units.ts";

/**
 * What every path that a glob matches has in common.
 *
 * @returns the folder that all of them are in (empty for the volume), and the file where it is but one
 */
export function literalPath(glob: string): {
  readonly folder: string;
  readonly file: string | undefined;
} {
  // With braces it is several paths.
  if (findOutside(glob, "{}") !== -1) return { folder: "", file: undefined };
  const names = parseGlob(glob).map(literalName);
  const firstWild = names.indexOf(undefined);
  const folder = firstWild === -1 ? names.slice(0, -1) : names.slice(0, firstWild);
  return { folder: folder.join("/"), file: firstWild === -1 ? names.join("/") : undefined };
}

function literalName(segment: GlobSegment): string | undefined {
  if (segment === "globstar") return undefined;
  let name = "";
  for (const item of segment) {
    if (item.kind !== "literal") return undefined;
    name += String.fromCodePoint(item.codePoint);
  }
  return name;
}
