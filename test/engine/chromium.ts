/** The browser of the live page's tests: Debian's, unless `CHROMIUM` says where another one is. */
export function chromiumOf(env: Readonly<NodeJS.ProcessEnv>): string {
  return env["CHROMIUM"] || "/usr/bin/chromium";
}
