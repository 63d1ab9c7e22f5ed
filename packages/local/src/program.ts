import type { Program } from "@sidecar-pair/runtime/run-program.ts";
import { standardOutput } from "@sidecar-pair/runtime/standard-output.ts";
import packageJson from "../package.json" with { type: "json" };
import { settings } from "./config.ts";
import { portConflicts } from "./port-problem.ts";
import { runPair } from "./run-pair.ts";

export const program: Program<typeof settings> = {
  name: "npm start --",
  summary: "runs main-web and log-sidecar on this machine, without containers.",
  version: packageJson.version,
  settings,
  conflicts: portConflicts,
  run: (config, { stop, env, stdout }) => {
    const output = standardOutput();
    return runPair(config, {
      stop,
      env,
      print: (text) => output.write(text),
      colorize: stdout.isTTY ?? false,
    });
  },
};
