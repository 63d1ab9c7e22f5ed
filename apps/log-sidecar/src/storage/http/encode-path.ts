/** A key as the path of a URL; a `%20` in it goes out as `%2520`. */
export function encodePath(key: string): string {
  return key.split("/").map(percentEncode).join("/");
}

/** Every byte that RFC 3986 (2.3) does not leave unreserved is written as `%XX`, once; so is `/`. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
