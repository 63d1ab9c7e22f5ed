import { stat } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { CHAIN, openFixture, runCommand } from "./fixture.ts";
import { ls } from "./ls.ts";

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
});
