import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Settings } from "@sidecar-pair/runtime/setting.ts";
import { describe, expect, it } from "vitest";
import { settings as sidecarSettings } from "../../apps/log-sidecar/src/config.ts";
import { settings as webSettings } from "../../apps/main-web/src/config.ts";
import packageJson from "../../package.json" with { type: "json" };

const README = await readFile(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");

/** The settings as the README has to show them. */
function tableOf(app: string, settings: Settings): string {
  return [
    `### ${app}`,
    "",
    "| Variable | Default | Meaning |",
    "|---|---|---|",
    ...Object.values(settings).map(
      ({ variable, fallback, help }) => `| \`${variable}\` | \`${fallback}\` | ${help} |`,
    ),
    "\n",
  ].join("\n");
}

describe("the README", () => {
  it.each([
    ["main-web", webSettings],
    ["log-sidecar", sidecarSettings],
  ])("shows every setting of %s as the code has it", (app, settings) => {
    expect(README).toContain(tableOf(app, settings));
  });

  it("names the images of this version", () => {
    const versions = [...README.matchAll(/localhost\/sidecar-pair\/[a-z-]+:([\w.]+)/g)];
    expect(new Set(versions.map(([, version]) => version))).toEqual(new Set([packageJson.version]));
  });

  it("names only scripts that exist", () => {
    const scripts = [...README.matchAll(/npm (?:run ([a-z:]+)|(start|test)\b)/g)];
    const names = scripts.map(([, script, builtin]) => script ?? builtin);
    expect(Object.keys(packageJson.scripts)).toEqual(expect.arrayContaining(names));
  });
});
