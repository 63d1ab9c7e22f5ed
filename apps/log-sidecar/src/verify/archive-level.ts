import { birthOf } from "./generation.ts";

/** An archive's keys begin with namespace and Pod, and then comes a generation. */
const GENERATION_AT = 2;
const OBJECT = /^(?:\d{20}\.(?:log(?:\.zst|\.gz)?|gap\.json)|chain\.json)$/;

/**
 * Where the archive that a key is of seems to be, when it is not at the URL that was listed: a URL may
 * lead too deep into an archive, or to a folder around it.
 *
 * @param key relative to the URL
 * @returns undefined where nothing is known
 */
export function likelyArchiveUrl(url: string, key: string): string | undefined {
  const segments = key.split("/");
  if (!OBJECT.test(segments.at(-1) ?? "")) return undefined;
  const path = pathOf(url);
  if (path === undefined) return undefined;
  const whole = [...path, ...segments.map(encodeURIComponent)];
  const at = whole.findIndex((segment) => birthOf(segment) !== undefined);
  const root = at - GENERATION_AT;
  return root < 0 || root === path.length ? undefined : withPath(url, whole.slice(0, root));
}

/** @returns undefined for what is no URL */
function pathOf(url: string): readonly string[] | undefined {
  if (!URL.canParse(url)) return undefined;
  return new URL(url).pathname.split("/").filter((segment) => segment !== "");
}

function withPath(url: string, segments: readonly string[]): string {
  const other = new URL(url);
  other.pathname = `/${segments.join("/")}`;
  return other.href;
}
