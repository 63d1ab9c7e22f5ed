import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { toGenerationId } from "../collect/generation-id.ts";
import { stat } from "node:fs/promises";
import { CHAIN, openFixture } from "./fixture.ts";

const PROGRAM = fileURLToPath(new URL("../main.ts", import.meta.url));
const CHUNK_BYTES = 64 * 2 ** 20;
/** Of a process that has loaded everything and reads nothing much; what is beyond is what it reads. */
const RESIDENT_MIB_MAX = 300;

/** Runs a command in a process of its own under `ulimit`, and tells the most memory that it had. */
async function runLimited(args: readonly string[], { limit = "", into = "cat >/dev/null" } = {}) {
  const script = `${limit}
    { "$@"; echo "exit code $?" >&2; } | ${into}`;
  // The kernel keeps the peak; the process says it at its end.
  const tell = `process.on("exit", () => process.stderr.write(
    "peak " + process.resourceUsage().maxRSS + "\\n"));`;
  const node = [process.execPath, "--import", `data:text/javascript,${encodeURIComponent(tell)}`];
  const shell = ["-c", script, "sh", ...node, PROGRAM, ...args];
  const { stderr } = await promisify(execFile)("sh", shell, { maxBuffer: 2 ** 24 });
  return {
    stderr,
    code: Number(/^exit code (\d+)$/m.exec(stderr)?.[1]),
    peakMib: Number(/^peak (\d+)$/m.exec(stderr)?.[1]) / 1_024,
  };
}

describe("the memory of a command", () => {
  it.each([
    ["verify", "zstd"],
    ["cat", "zstd"],
    ["cat", "gzip"],
  ] as const)("stays small while %s reads bombs of %s", async (command, codec) => {
    await using fixture = await openFixture();
    const zeros = Buffer.alloc(CHUNK_BYTES);
    const bomb = codec === "zstd" ? zstdCompressSync(zeros) : gzipSync(zeros);
    for (const index of Array.from({ length: 12 }).keys()) {
      const start = index * CHUNK_BYTES;
      await fixture.putChunk(start, "", { codec });
      await writeFile(fixture.pathOf(start, codec), bomb);
    }
    const { code, peakMib } = await runLimited([command, fixture.url]);
    expect(code).toBe(0);
    expect(peakMib).toBeLessThan(RESIDENT_MIB_MAX);
  });
});

describe("verify --against", () => {
  it("compares more files than it may open at once", async () => {
    await using fixture = await openFixture();
    const against = `${fixture.folder}/volume`;
    await mkdir(against);
    for (const index of Array.from({ length: 300 }).keys()) {
      const path = `${against}/${index}.log`;
      await writeFile(path, `line of ${index}\n`);
      const generation = toGenerationId(await stat(path, { bigint: true }));
      await fixture.putChain([`line of ${index}\n`], { generation, path: `${index}.log` });
    }
    const args = ["verify", fixture.url, "--against", against];
    const { code, stderr } = await runLimited(args, { limit: "ulimit -n 128" });
    expect(stderr).not.toContain("EMFILE");
    expect(code).toBe(0);
  });
});

describe("a reader that has read enough", () => {
  it.each([["cat"], ["ls"], ["verify"], ["cat", "--path", "*.html"], ["ls", "--json"]])(
    "ends %s quietly",
    async (command, ...options) => {
      await using fixture = await openFixture();
      for (const index of Array.from({ length: 40 }).keys()) {
        const generation = `${CHAIN.generation}-t${index}`;
        await fixture.putChain([`${"x".repeat(100_000)}\n`], { generation });
      }
      // It is gone before anything is written.
      const { code, stderr } = await runLimited([command, fixture.url, ...options], {
        into: "true",
      });
      expect(code).toBe(0);
      expect(stderr).toMatch(/^peak \d+\nexit code 0\n$/);
    },
  );
});
