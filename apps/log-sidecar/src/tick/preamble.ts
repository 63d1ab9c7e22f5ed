const HTML_PREAMBLE = [
  "<!doctype html>",
  '<html lang="en">',
  '<meta charset="utf-8">',
  '<meta name="viewport" content="width=device-width">',
  "<title>log-sidecar</title>",
  '<link rel="icon" href="data:,">',
  '<meta name="color-scheme" content="light dark">',
  '<link rel="stylesheet" href="./live.css">',
  '<script type="module" src="./live.js"></script>',
  "<pre>\n",
].join("");

/**
 * What a new file begins with: for a page one line, after which a browser shows one tick per line
 * (HTML lets every end tag that is missing here be left out) and main-web's script can bring it to
 * life; for any other log nothing.
 */
export function preambleOf(path: string): string {
  return path.endsWith(".html") ? HTML_PREAMBLE : "";
}
