import type { Program } from "@sidecar-pair/runtime/run-program.ts";
import packageJson from "../package.json" with { type: "json" };
import { settings } from "./config.ts";
import { runPair } from "./run-pair.ts";

export const program: Program<typeof settings> = {
  name: "npm start --",
  summary: "runs main-web and log-sidecar on this machine, without containers.",
  version: packageJson.version,
  settings,
  run: (config, { stop, stdout }) =>
    runPair(config, {
      stop,
      env: process.env,
      print: (text) => stdout.write(text),
      colorize: stdout.isTTY ?? false,
    }),
};
