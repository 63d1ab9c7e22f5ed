/** What the part behind `?` of a storage's URL says, by the names that its scheme knows. */
export type UrlOptions<N extends string> = Readonly<Partial<Record<N, string>>>;

/**
 * The options of a storage's URL.
 *
 * @throws RangeError for one that the scheme does not know, and for one that is there twice
 */
export function optionsOf<N extends string>(url: URL, names: readonly N[]): UrlOptions<N> {
  const options: Partial<Record<N, string>> = {};
  for (const [given, value] of url.searchParams) {
    const name = names.find((known) => known === given);
    if (name === undefined) {
      throw new RangeError(`Expected an option of ${names.join(", ")}, got \`${given}\``);
    }
    if (name in options) throw new RangeError(`Expected \`${name}\` once, got it again`);
    options[name] = value;
  }
  return options;
}

/**
 * The path of a URL as the beginning of keys: empty, or with `/` at its end and not its beginning.
 *
 * @throws RangeError for a `%` that encodes nothing
 */
export function keyPrefixOf({ pathname }: URL): string {
  const segments = pathname.split("/").filter((segment) => segment !== "");
  try {
    return segments.map((segment) => `${decodeURIComponent(segment)}/`).join("");
  } catch {
    throw new RangeError(`Expected a path with \`%\` only as in %20, got \`${pathname}\``);
  }
}

/** @throws RangeError for anything else than an address such as https://host:9000 */
export function parseEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === "https:" || url?.protocol === "http:";
  if (url === undefined || !isHttp || url.username !== "" || url.search + url.hash !== "") {
    throw new RangeError(`Expected an endpoint such as https://host:9000, got \`${text}\``);
  }
  return url;
}
