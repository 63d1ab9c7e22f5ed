import type { Positional } from "@sidecar-pair/runtime/command.ts";
import type { Setting } from "@sidecar-pair/runtime/setting.ts";
import { trueOrFalse } from "@sidecar-pair/runtime/setting-values.ts";
import { parseStorageUrl } from "../storage/open-storage.ts";

/** The storage that a command reads. */
export const storageUrl: Positional<string> = {
  name: "URL",
  help: "The storage, as in SHIP_TO.",
  parse: parseStorageUrl,
};

export function jsonSwitch(variable: string): Setting<boolean> {
  return {
    variable,
    flag: "json",
    isSwitch: true,
    fallback: "false",
    help: "Write JSON instead of a table.",
    parse: trueOrFalse,
  };
}
