/**
 * A key as the path of a URL: every byte that RFC 3986 (2.3) does not leave unreserved is written as
 * `%XX`, once, so that a `%20` in a key goes out as `%2520`.
 */
export function encodePath(key: string): string {
  return key.split("/").map(encodeSegment).join("/");
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
