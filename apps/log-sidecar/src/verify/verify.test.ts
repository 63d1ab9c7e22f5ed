import {
  appendFile,
  copyFile,
  link,
  mkdir,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { toGenerationId } from "../collect/generation-id.ts";
import { encodeChunk } from "../chunk/fixture.ts";
import { CHAIN, EVERY_FILE, openFixture, runCommand } from "./fixture.ts";
import type { SelectionConfig } from "./local-selection.ts";
import { type Verified, verify } from "./verify.ts";

type Fixture = Awaited<ReturnType<typeof openFixture>>;

const LINES = ["one\n", "two two\n", "three three three\n"] as const;
const OTHER = { ...CHAIN, generation: "20261123T000000.000000000Z-00000000", path: "app/b.log" };

async function verifyJson(
  { url }: Fixture,
  against?: string,
  selection: Partial<SelectionConfig> = {},
) {
  const { code, out, err } = await runCommand(verify, {
    url,
    json: true,
    against,
    ...EVERY_FILE,
    ...selection,
  });
  return { code, err, verification: JSON.parse(out) as Verified };
}

/** The verdict and the problems of the only chain. */
async function judge(fixture: Fixture) {
  const { code, verification } = await verifyJson(fixture);
  const [judged] = verification.generations;
  return { code, verdict: judged?.verdict, problems: judged?.problems };
}

describe("verify", () => {
  it("exits 0 when every byte is there exactly once, and prints a row per generation", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES);
    await fixture.putChunk(30, "by another codec\n", { codec: "gzip", path: "index.html.1" });
    await fixture.putChain(["b\n"], OTHER);
    const { code, out, err } = await runCommand(verify, {
      url: fixture.url,
      json: false,
      against: undefined,
      ...EVERY_FILE,
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const rows = out.split("\n").map((line) => line.split(/ +/));
    expect(rows).toEqual([
      ["POD", "PATH", "GENERATION", "BYTES", "CHUNKS", "GAPS", "OVERLAPS", "VERDICT"],
      ["default/pair", "index.html", CHAIN.generation, "47", "4", "0", "0", "whole"],
      ["default/pair", "app/b.log", OTHER.generation, "2", "1", "0", "0", "whole"],
      [""],
    ]);
  });

  it("exits 1 when nothing is there", async () => {
    await using fixture = await openFixture();
    const { url } = fixture;
    expect(
      await runCommand(verify, { url, json: false, against: undefined, ...EVERY_FILE }),
    ).toEqual({
      code: 1,
      out: "",
      err: `log-sidecar: nothing there: ${url}\n`,
    });
  });

  it("tells foreign keys, which do no harm", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES);
    // The same key in another spelling.
    const respelled = `default/pair/${CHAIN.generation}/%69ndex.html/00000000000000000004.log`;
    await mkdir(dirname(`${fixture.root}/${respelled}`));
    await writeFile(`${fixture.root}/${respelled}`, "two two\n");
    await writeFile(`${fixture.root}/readme.txt`, "");
    const { code, verification } = await verifyJson(fixture);
    const foreign = [respelled, "readme.txt"];
    expect({ code, foreign: verification.foreign }).toEqual({ code: 0, foreign });
  });

  it.each([
    [12, 20],
    [30, null],
  ])("exits 1 on a recorded loss from %o to %o, and tells it", async (start, end) => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES.slice(0, start === 12 ? 2 : 3));
    await fixture.putGap(start, end);
    if (end !== null) await fixture.putChunk(end, "later\n");
    const { code, verification } = await verifyJson(fixture);
    expect(code).toBe(1);
    expect(verification.generations).toMatchObject([
      { verdict: "gaps", gaps: [{ start, end, reason: "truncated" }], problems: [] },
    ]);
  });

  it.each<[string, (fixture: Fixture) => Promise<unknown>, RegExp[]]>([
    ["a missing chunk", ({ pathOf }) => rm(pathOf(4)), [/^bytes 4 to 12 are missing$/]],
    ["a missing first chunk", ({ pathOf }) => rm(pathOf(0)), [/^bytes 0 to 4 are missing$/]],
    ["a truncated chunk", ({ pathOf }) => truncate(pathOf(4), 9), [/^chunk 4 cannot be read: ./]],
    ["an emptied chunk", ({ pathOf }) => truncate(pathOf(4), 0), [/^chunk 4 cannot be read: ./]],
    [
      "garbage behind a chunk",
      ({ pathOf }) => appendFile(pathOf(12), "garbage"),
      [/^chunk 12 cannot be read: ./],
    ],
    [
      "a chunk overwritten with noise",
      ({ pathOf }) => writeFile(pathOf(4), "noise"),
      [/^chunk 4 cannot be read: ./],
    ],
    [
      "a chunk overwritten with another",
      async ({ pathOf }) => writeFile(pathOf(4), await encodeChunk(Buffer.from("2\n"), "zstd")),
      [/^bytes 6 to 12 are missing$/],
    ],
    [
      "swapped chunks",
      async ({ pathOf, folder }) => {
        await rename(pathOf(0), `${folder}/x`);
        await rename(pathOf(4), pathOf(0));
        await rename(`${folder}/x`, pathOf(4));
      },
      [/^chunk 4 begins before 8/, /^bytes 8 to 12 are missing$/],
    ],
    [
      "a chunk under another start, too",
      ({ pathOf }) => copyFile(pathOf(4), pathOf(6)),
      [/^chunk 6 begins before 12/, /^chunk 12 begins before 14/],
    ],
    [
      "a start under another codec, too",
      ({ putChunk }) => putChunk(4, "two two\n", { codec: "gzip" }),
      [/^chunk 4 begins where chunk 4 does$/],
    ],
    [
      "a start under another path, too",
      ({ putChunk }) => putChunk(4, "two two\n", { path: "index.html.1" }),
      [/^chunk 4 begins where chunk 4 does$/],
    ],
    [
      "a chunk under the ending of another codec",
      ({ pathOf }) => rename(pathOf(4), pathOf(4, "gzip")),
      [/^chunk 4 cannot be read: ./],
    ],
    [
      "a chunk of another generation",
      async ({ pathOf, putChunk }) => {
        await putChunk(4, "from elsewhere\n", OTHER);
        await rename(pathOf(4, "zstd", OTHER), pathOf(4));
      },
      [/^chunk 12 begins before 19/],
    ],
    [
      "a gap over a chunk",
      ({ putGap }) => putGap(4, 12),
      [/^(chunk|gap) 4 begins where (chunk|gap) 4 does$/],
    ],
    [
      "a gap that says something else than its key",
      async ({ putGap, pathOf }) => {
        await putGap(30, 31);
        const path = pathOf(30).replace(".log.zst", ".gap.json");
        await writeFile(path, '{"start":31,"end":32,"reason":""}');
      },
      [/^gap 30 cannot be read: Expected start/],
    ],
    [
      "an object too large for a chunk, without reading it into memory",
      async ({ pathOf }) => {
        await writeFile(pathOf(30, "none"), "");
        await truncate(pathOf(30, "none"), 70 * 2 ** 20);
      },
      [/^chunk 30 cannot be read: Expected at most \d+ bytes, got 73400320$/],
    ],
    [
      "a gap record too large to be one, without reading it",
      async ({ pathOf }) => {
        const path = pathOf(30).replace(".log.zst", ".gap.json");
        await writeFile(path, "");
        await truncate(path, 60 * 2 ** 20);
      },
      [/^gap 30 cannot be read: Expected at most 4096 bytes, got 62914560$/],
    ],
    [
      "a gap record of brackets",
      async ({ pathOf }) =>
        writeFile(pathOf(30).replace(".log.zst", ".gap.json"), "[".repeat(4_096)),
      [/^gap 30 cannot be read: ./],
    ],
    [
      "a gap that is no JSON",
      async ({ pathOf }) => writeFile(pathOf(30).replace(".log.zst", ".gap.json"), "{"),
      [/^gap 30 cannot be read: ./],
    ],
  ])("finds %s", async (_, tamper, problems) => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES);
    expect(await judge(fixture)).toEqual({ code: 0, verdict: "whole", problems: [] });
    await tamper(fixture);
    expect(await judge(fixture)).toEqual({
      code: 1,
      verdict: "broken",
      problems: problems.map((problem) => expect.stringMatching(problem) as string),
    });
  });

  it("prints what is wrong below the table, without orders to a terminal", async () => {
    await using fixture = await openFixture();
    await fixture.putChunk(5, "x", { path: "a\u{1B}[2Jb" });
    const { url } = fixture;
    const { out } = await runCommand(verify, {
      url,
      json: false,
      against: undefined,
      ...EVERY_FILE,
    });
    expect(out).toContain(`${CHAIN.generation} (a\\u001b[2Jb):\n  bytes 0 to 5 are missing\n`);
    expect(out).not.toContain("\u{1B}");
  });

  it("shows its progress on a terminal, and wipes it away", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES);
    const config = { url: fixture.url, json: false, against: undefined, ...EVERY_FILE };
    const { err } = await runCommand(verify, config, { isTTY: true });
    expect(err).toContain("1 objects, 4 bytes");
    expect(err.endsWith("\r\u{1B}[K")).toBe(true);
  });

  it("ends when it is told to stop", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES);
    const config = { url: fixture.url, json: false, against: undefined, ...EVERY_FILE };
    const stop = AbortSignal.abort("SIGTERM");
    expect(await runCommand(verify, config, { stop })).toMatchObject({ code: 1, out: "" });
  });
});

describe("verify --against", () => {
  const PAGE = LINES.join("");
  const LARGE = "x".repeat(70_000);

  async function verifyFiles(chunks: readonly string[], files: Readonly<Record<string, string>>) {
    await using fixture = await openFixture();
    await fixture.putChain(chunks);
    const against = `${fixture.folder}/volume`;
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(`${against}/${path}`), { recursive: true });
      await writeFile(`${against}/${path}`, text);
    }
    const { code, verification } = await verifyJson(fixture, against);
    return { code, files: verification.files };
  }

  it.each<[string, string[], string, object]>([
    ["whole", [...LINES], PAGE, { code: 0, verdict: "whole", missingBytes: 0 }],
    ["shorter than the chain", [...LINES], "one\nt", { code: 0, verdict: "whole" }],
    ["empty", [...LINES], "", { code: 0, verdict: "whole" }],
    [
      "not shipped to its end",
      [...LINES],
      `${PAGE}four\n`,
      { code: 1, verdict: "missing end", missingBytes: 5 },
    ],
    [
      "shipped with another byte",
      ["one\n", "two tvo\n", "three three three\n"],
      PAGE,
      { code: 1, verdict: "differing", differsAt: 9 },
    ],
    [
      "shipped with swapped chunks of one length",
      ["aaa\n", "ccc\n", "bbb\n"],
      "aaa\nbbb\nccc\n",
      { code: 1, verdict: "differing", differsAt: 4 },
    ],
    ["large", [LARGE, LARGE], LARGE + LARGE, { code: 0, verdict: "whole" }],
    [
      "large, with another byte far within",
      [LARGE, LARGE],
      `${LARGE}${LARGE.slice(1)}y`,
      { code: 1, verdict: "differing", differsAt: 139_999, missingBytes: 1 },
    ],
    ["not in the storage", ["zzz"], PAGE, { code: 1, verdict: "missing", missingBytes: 30 }],
  ])("judges a file that is %s", async (_, chunks, text, { code, ...file }: { code?: number }) => {
    const found = await verifyFiles(chunks, { "index.html": text });
    expect(found).toMatchObject({ code, files: [{ path: "index.html", ...file }] });
  });

  it("finds a file under whatever name it has by now, and leaves out hidden ones", async () => {
    const files = { "app/index.html.1": PAGE, ".log-sidecar/checkpoint.json": "{}" };
    expect(await verifyFiles(LINES, files)).toMatchObject({
      code: 0,
      files: [{ path: "app/index.html.1", verdict: "whole" }],
    });
  });

  it("judges a file once, however many names it has", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES);
    const against = `${fixture.folder}/volume`;
    await mkdir(against);
    await writeFile(`${against}/index.html`, PAGE);
    await link(`${against}/index.html`, `${against}/second.html`);
    const { verification } = await verifyJson(fixture, against);
    expect(verification.files).toMatchObject([{ path: "index.html", verdict: "whole" }]);
  });

  it("tells what a hole in the chain takes from a file", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES);
    await rm(fixture.pathOf(4));
    const against = `${fixture.folder}/volume`;
    await mkdir(against);
    await writeFile(`${against}/index.html`, PAGE);
    const { verification } = await verifyJson(fixture, against);
    expect(verification.files).toMatchObject([{ verdict: "missing", missingBytes: 8 }]);
  });

  it("says so when there is no such folder", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES);
    const config = { url: fixture.url, json: false, against: "/nowhere", ...EVERY_FILE };
    const { code, err } = await runCommand(verify, config);
    expect(code).toBe(1);
    expect(err).toContain("ENOENT");
  });

  it("compares what COLLECT selects, and says so", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES, { path: "logs/app.log" });
    const against = `${fixture.folder}/volume`;
    await mkdir(`${against}/logs`, { recursive: true });
    await writeFile(`${against}/logs/app.log`, PAGE);
    await writeFile(`${against}/logs/app.log.2.gz`, "never selected");
    await writeFile(`${against}/logs/.app.swp`, "never selected");
    const tickFile = `${against}/index.html`;
    const cases: [folder: string, Partial<SelectionConfig>, number, readonly number[]][] = [
      [against, {}, 1, [2, 1]],
      [against, { collect: ["**/*.log"], tickFile }, 0, [1, 2]],
      [against, { collect: ["logs/*"], collectExclude: ["**/*.gz"], tickFile }, 0, [1, 2]],
      [against, { collectExclude: ["**/*.gz"] }, 0, [1, 2]],
      // A folder of the volume: globs are relative to the volume.
      [`${against}/logs`, { collect: ["logs/*.log"], tickFile }, 0, [1, 2]],
      // A folder elsewhere stands for the volume.
      [against, { collect: ["logs/*.log"] }, 0, [1, 2]],
      [against, { collect: ["nothing"] }, 1, [0, 3]],
      [against, { collect: "tick file" }, 1, [0, 3]],
    ];
    for (const [folder, selection, expected, [files, notSelected]] of cases) {
      const { code, err, verification } = await verifyJson(fixture, folder, selection);
      expect({ code, ...verification.compared }).toMatchObject({
        code: expected,
        folder,
        files,
        notSelected,
      });
      expect(err.includes("nothing to compare")).toBe(files === 0);
    }
    const config = { url: fixture.url, json: false, against, ...EVERY_FILE };
    const { out } = await runCommand(verify, { ...config, collect: ["**/*.log"] });
    expect(out).toContain(
      `compared with ${against}: COLLECT=**/*.log COLLECT_EXCLUDE=none select 1 files, and leave out 2\n`,
    );
  });

  it("follows no link, waits for no pipe, and says which folder it could not read", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES);
    const against = `${fixture.folder}/volume`;
    await mkdir(against);
    await writeFile(`${against}/index.html`, PAGE);
    await symlink("/etc/passwd", `${against}/link`);
    await symlink("/etc", `${against}/folder`);
    await symlink(against, `${against}/loop`);
    await promisify(execFile)("mkfifo", [`${against}/pipe`]);
    const deep = Array.from({ length: 70 }, (_, index) => `d${index}`).join("/");
    await mkdir(`${against}/${deep}`, { recursive: true });
    await writeFile(`${against}/${deep}/deep.log`, "x");
    const { code, verification } = await verifyJson(fixture, against);
    expect(code).toBe(1);
    expect(verification.files).toMatchObject([
      { path: "index.html", verdict: "whole" },
      { verdict: "unreadable", error: "more than 64 folders deep" },
    ]);
  });

  it("finds copies of files that begin alike, and what they have that is not shipped", async () => {
    await using fixture = await openFixture();
    const against = `${fixture.folder}/volume`;
    await mkdir(against);
    const begin = "b".repeat(70_000);
    const expected: object[] = [];
    for (const index of Array.from({ length: 80 }).keys()) {
      const generation = `20261121T0000${10 + index}.000000000Z-00000000`;
      await fixture.putChain([begin, `${begin}${index}\n`], { generation });
      const path = `${10 + index}.log`;
      await writeFile(`${against}/${path}`, `${begin}${begin}${index}\n${index === 7 ? "x" : ""}`);
      const isShort = index === 7;
      const verdict = isShort ? "missing end" : "whole";
      expected.push({ path, verdict, missingBytes: isShort ? 1 : 0 });
    }
    const { code, verification } = await verifyJson(fixture, against);
    expect(code).toBe(1);
    expect(verification.files).toMatchObject(expected);
  });

  it("compares a file with its own chain, however many begin alike", async () => {
    await using fixture = await openFixture();
    const against = `${fixture.folder}/volume`;
    await mkdir(against);
    for (const index of [1, 2, 3]) {
      const path = `${against}/${index}.log`;
      await writeFile(path, `same\n${index}\nnew`);
      const generation = toGenerationId(await stat(path, { bigint: true }));
      await fixture.putChain(["old life\n"], { generation });
      await fixture.putChain(["same\n", `${index}\n`], { generation: `${generation}-t1` });
    }
    const { verification } = await verifyJson(fixture, against);
    expect(verification.files).toMatchObject(
      [1, 2, 3].map((index) => {
        return { path: `${index}.log`, verdict: "missing end", missingBytes: 3 };
      }),
    );
  });
});
