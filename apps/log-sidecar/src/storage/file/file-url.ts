import { fileURLToPath } from "node:url";

/** The folder of `file:///dir`. @throws RangeError */
export function parseFileUrl(text: string): string {
  try {
    const { href, search, hash } = new URL(text);
    // `file:dir` and `file:/dir` are URLs, too, but hardly what their author thinks they are.
    if (href.startsWith("file:///") && text.startsWith("file:///") && search + hash === "") {
      return fileURLToPath(href);
    }
  } catch {
    // A path that no file can have.
  }
  throw new RangeError(`Expected a URL such as file:///dir, got \`${text}\``);
}
