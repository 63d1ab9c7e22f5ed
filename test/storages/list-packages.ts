import { writeSync } from "node:fs";
import { registerHooks } from "node:module";

/**
 * Loaded with `--import`: prints the packages that a process has loaded, as one line of JSON, on the
 * descriptor 3 when the process ends.
 */

const packages = new Set<string>();
registerHooks({
  load(url, context, nextLoad) {
    const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
    if (name !== undefined) packages.add(name);
    return nextLoad(url, context);
  },
});
process.on("exit", () => writeSync(3, JSON.stringify([...packages])));
