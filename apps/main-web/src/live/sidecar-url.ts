/** The URL of a management port: `http://127.0.0.1:9181`. @throws RangeError for anything else */
export function sidecarUrl(text: string): string {
  const url = URL.parse(text);
  const isPlain = url?.protocol === "http:" && url.href === `${url.origin}/`;
  if (!isPlain) {
    throw new RangeError(`Expected a URL like http://127.0.0.1:9181, got \`${text}\``);
  }
  return url.origin;
}
