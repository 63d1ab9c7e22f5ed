import { cp, mkdir, rename, stat, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { cat } from "./cat.ts";
import { CHAIN, EVERY_FILE, openFixture, runCommand } from "./fixture.ts";
import { ls } from "./ls.ts";
import { verify } from "./verify.ts";

describe("ls", () => {
  it("lists generations in their order, with their size and birth", async () => {
    await using fixture = await openFixture();
    const { url } = fixture;
    const truncated = `${CHAIN.generation}-t1`;
    await fixture.putChain(["one\n", "two\n"]);
    await fixture.putGap(8, null);
    await fixture.putChain(["x"], { generation: truncated, path: "a.log" });
    const bytes = (await stat(fixture.pathOf(0))).size + (await stat(fixture.pathOf(4))).size;

    const { code, out } = await runCommand(ls, { url, json: false });
    expect(code).toBe(0);
    const born = "2026-11-22T19:20:37.123456789Z";
    const x = String(
      (await stat(fixture.pathOf(0, "zstd", { generation: truncated, path: "a.log" }))).size,
    );
    expect(out.split("\n").map((line) => line.split(/ +/))).toEqual([
      ["POD", "PATH", "GENERATION", "CHUNKS", "COMPRESSED", "BORN"],
      ["default/pair", "index.html", CHAIN.generation, "2", String(bytes), born],
      ["default/pair", "a.log", truncated, "1", x, born],
      [""],
    ]);
    const { out: json } = await runCommand(ls, { url, json: true });
    expect(JSON.parse(json)).toMatchObject([
      { ...CHAIN, chunks: 2, compressedBytes: bytes, bornAt: born },
      { generation: truncated, chunks: 1 },
    ]);
  });

  it("exits 1 when nothing is there", async () => {
    await using fixture = await openFixture();
    const { code, err } = await runCommand(ls, { url: fixture.url, json: false });
    expect(code).toBe(1);
    expect(err).toContain("nothing there");
  });

  it("names the likely URL when its own is at another level of an archive", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(["one\n"], { path: "audit/audit.log" });
    const { url } = fixture;
    const { namespace, pod, generation } = CHAIN;
    const others = [
      url.slice(0, url.lastIndexOf("/")),
      `${url}/${namespace}`,
      `${url}/${namespace}/${pod}`,
      `${url}/${namespace}/${pod}/${generation}`,
      `${url}/${namespace}/${pod}/${generation}/audit`,
    ];
    for (const other of others) {
      for (const json of [false, true]) {
        const { code, out, err } = await runCommand(ls, { url: other, json });
        expect({ code, out }).toEqual({ code: 1, out: "" });
        expect(err).toContain("Keys of an archive have the form");
        expect(err).toContain(`\nThe archive seems to be ${url}\n`);
      }
      const config = { url: other, json: false, against: undefined, ...EVERY_FILE };
      const verified = await runCommand(verify, config);
      expect(verified).toMatchObject({ code: 1, out: "" });
      expect(verified.err).toContain(`The archive seems to be ${url}\n`);
      const read = await runCommand(cat, { url: other, path: undefined, generation: undefined });
      expect(read).toMatchObject({ code: 1, out: "" });
      expect(read.err).toContain(`The archive seems to be ${url}\n`);
    }
  });

  it("names another archive that is beside its own", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(["one\n"]);
    await cp(fixture.root, `${fixture.folder}/copy`, { recursive: true });
    await rename(`${fixture.folder}/copy`, `${fixture.root}/backup`);
    const { code, out, err } = await runCommand(ls, { url: fixture.url, json: false });
    expect(code).toBe(0);
    expect(out.split("\n")).toHaveLength(3);
    expect(err).toBe(`log-sidecar: another archive seems to be ${fixture.url}/backup\n`);
  });

  it("says what is there instead of an archive", async () => {
    await using fixture = await openFixture();
    await mkdir(`${fixture.root}/pictures`, { recursive: true });
    await writeFile(`${fixture.root}/pictures/cat\u{9B}.png`, "");
    const { code, err } = await runCommand(ls, { url: fixture.url, json: false });
    expect(code).toBe(1);
    expect(err).toContain("It has other keys (1), for example `pictures/cat\\u009b.png`");
    expect(err).not.toContain("seems");
  });

  it("gives a terminal no orders, in tables and in JSON", async () => {
    await using fixture = await openFixture();
    const path = "a\u{1B}]0;x\u{7}\u{9B}31m\u{202E}\u{2028}\u{200B}\u{DCFF}.log";
    await fixture.putChain(["x"], { path });
    for (const json of [false, true]) {
      const { code, out } = await runCommand(ls, { url: fixture.url, json });
      expect(code).toBe(0);
      expect(out).toContain("a\\u001b]0;x\\u0007\\u009b31m\\u202e\\u2028\\u200b\\udcff.log");
      expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    }
    const { out } = await runCommand(ls, { url: fixture.url, json: true });
    expect(JSON.parse(out)).toMatchObject([{ path }]);
  });

  it("shows files whose names the layout uses itself", async () => {
    await using fixture = await openFixture();
    const start = "00000000000000000000";
    const paths = ["canary", "chain.json", `a/${start}.gap.json`, "a/canary", `${start}.log`, "x."];
    const generation = (index: number) => `${CHAIN.generation.slice(0, -1)}${index}`;
    for (const [index, path] of paths.entries()) {
      await fixture.claim({ path, generation: generation(index) });
      await fixture.putChain([`of ${path}\n`], { path, generation: generation(index) });
    }
    const { out } = await runCommand(ls, { url: fixture.url, json: true });
    expect((JSON.parse(out) as { path: string }[]).map(({ path }) => path)).toEqual(paths);
    const config = { url: fixture.url, json: false, against: undefined, ...EVERY_FILE };
    expect(await runCommand(verify, config)).toMatchObject({ code: 0 });
    for (const path of paths) {
      const read = await runCommand(cat, { url: fixture.url, path, generation: undefined });
      expect(read).toEqual({ code: 0, out: `of ${path}\n`, err: "" });
    }
  });
});
