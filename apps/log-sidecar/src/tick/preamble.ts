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
  // All that follows is text, whoever writes it and whatever it looks like: no later byte leaves this state of
  // HTML's tokenizer (WHATWG HTML, 13.2.5.5). The attribute is there so that the line ends as it always did.
  "<pre><plaintext data-in=<pre>\n",
].join("");

/**
 * What a new file begins with: for a page one line, after which a browser shows one tick per line as it is
 * (HTML lets every end tag that is missing here be left out) and main-web's script can bring it to
 * life; for any other log nothing.
 */
export function preambleOf(path: string): string {
  return path.endsWith(".html") ? HTML_PREAMBLE : "";
}
