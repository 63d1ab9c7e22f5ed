import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { STORAGE_HINTS } from "../../apps/log-sidecar/src/hint/storage-hints.ts";
import { VOLUME_HINTS } from "../../apps/log-sidecar/src/hint/volume-hints.ts";
import { PAGE_HINTS } from "../../apps/main-web/src/page/hint-for.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PAGE = await readFile(`${ROOT}docs/troubleshooting.md`, "utf8");
const SOURCES = await readSources();

async function readSources(): Promise<string> {
  const files = await Array.fromAsync(glob("{apps,packages}/*/src/**/*.ts", { cwd: ROOT }));
  const own = files.filter((file) => !file.endsWith(".test.ts"));
  const texts = await Promise.all(own.map((file) => readFile(`${ROOT}${file}`, "utf8")));
  return texts.join("\n");
}

/** What a section's table has in its first column. */
function seenIn(heading: string): readonly string[] {
  const [, section = ""] = PAGE.split(`\n## ${heading}\n`);
  const [table = ""] = section.split("\n## ");
  return [...table.matchAll(/^\| ([^|]*) \|/gm)]
    .map(([, cell = ""]) => cell)
    .filter((cell) => cell.includes("`"));
}

function codesOf(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

/** Messages that the programs log as a warning, or worse. */
function troubles(): readonly string[] {
  const logged = SOURCES.matchAll(
    /(?:logger|limited)\.(?:warn|error|fatal)\((?:[^;"]*,)?\s*"([^"]+)"/g,
  );
  const outages = SOURCES.matchAll(/\boutage\(\s*logger,\s*"[^"]+",\s*"([^"]+)"/g);
  return [...logged, ...outages].map(([, message = ""]) => message);
}

function rowsOf(rows: readonly (readonly string[])[]): string {
  return `${rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}

function coded(reasons: readonly string[]): string {
  return reasons.map((reason) => `\`${reason}\``).join(", ");
}

describe("docs/troubleshooting.md", () => {
  it.each(seenIn("A line in the log"))("shows messages as the programs log them: %s", (cell) => {
    const messages = codesOf(cell);
    expect(troubles()).toEqual(expect.arrayContaining([...messages]));
  });

  it.each(seenIn("A probe fails"))("shows reasons as the probes give them: %s", (cell) => {
    const [, ...reasons] = codesOf(cell);
    expect(reasons.length).toBeGreaterThan(0);
    for (const part of reasons.flatMap((reason) => reason.split("…"))) {
      expect(SOURCES).toContain(part);
    }
  });

  it.each(troubles())("tells what to do about `%s`", (message) => {
    expect(seenIn("A line in the log").flatMap(codesOf)).toContain(message);
  });

  it("shows what the policy and the configuration say as they do", async () => {
    const policies = ["mutating", "validating", "unused-settings"].map((kind) =>
      readFile(`${ROOT}k8s/injection/${kind}-policy.yaml`, "utf8"),
    );
    const policy = (await Promise.all(policies)).join("\n");
    const said = seenIn("The Pod does not start").flatMap(codesOf);
    const ours = said.filter((text) => /log-sidecar\/|configuration|MutatingAdm/.test(text));
    expect(ours).toEqual([
      'no matches for kind "MutatingAdmissionPolicy"',
      "label log-sidecar/inject …",
      "annotation log-sidecar/… must …",
      "log-sidecar/… is unknown",
      "The configuration cannot be used:",
    ]);
    for (const part of [
      "label log-sidecar/inject",
      "annotation log-sidecar/",
      " must ",
      " unknown",
      " without effect",
    ]) {
      expect(policy).toContain(part);
    }
    expect(SOURCES).toContain("The configuration cannot be used:");
    expect(SOURCES).toContain('"cannot run"');
  });

  it("calls the program as its image does", async () => {
    const [, program] = /node (\/app\S+\.ts)/.exec(PAGE) ?? [];
    const image = await readFile(`${ROOT}apps/log-sidecar/Dockerfile`, "utf8");
    expect(image).toContain(`"${program}"]`);
  });

  it("finds the messages in the sources", () => {
    expect(troubles().length).toBeGreaterThan(20);
    expect(troubles()).toContain("storage fails, retrying");
  });

  it("has each hint about a storage as the program gives it", () => {
    const rows = STORAGE_HINTS.map(({ reasons, advice }) => [coded(reasons), advice]);
    expect(PAGE).toContain(`| Reason | What to do |\n|---|---|\n${rowsOf(rows)}\n`);
  });

  it("has each hint about the volume as the program gives it", () => {
    const rows = Object.entries(VOLUME_HINTS).flatMap(([place, hints]) =>
      hints.map(({ reasons, advice }) => [place, coded(reasons), advice]),
    );
    expect(PAGE).toContain(`| Where | Code | What to do |\n|---|---|---|\n${rowsOf(rows)}\n`);
  });

  it("has each hint about the page as main-web gives it", () => {
    const rows = Object.entries(PAGE_HINTS).map(([code, hint]) => [`\`${code}\``, hint]);
    expect(PAGE).toContain(`| Code | What to do |\n|---|---|\n${rowsOf(rows)}\n`);
  });
});
