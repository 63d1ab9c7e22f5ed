import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect } from "vitest";

const PROGRAM = fileURLToPath(new URL("../../../apps/log-sidecar/src/main.ts", import.meta.url));

/** Runs `log-sidecar validate`, which has to say that a storage is of no use, why, and what to do. */
export async function expectAdvice(
  SHIP_TO: string,
  env: Readonly<Record<string, string>>,
  [why, advice]: readonly [why: RegExp, advice: RegExp],
): Promise<void> {
  await using volume = await temporaryFolder();
  const child = spawn(process.execPath, [PROGRAM, "validate"], {
    env: { TICK_FILE: `${volume.path}/index.html`, ...env, SHIP_TO },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = Promise.withResolvers<number | null>();
  child.on("close", (code) => ended.resolve(code));
  const said = await text(child.stderr);
  const code = await ended.promise;
  expect(code, `Expected a failure, got: ${said}`).toBe(69);
  const [problem, whatToDo = ""] = said.split("\n");
  expect(problem).toMatch(why);
  expect(whatToDo).toMatch(/^What to do: /);
  expect(whatToDo.slice("What to do: ".length)).toMatch(advice);
}
