import { rm, writeFile } from "node:fs/promises";
import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { cat } from "./cat.ts";
import { CHAIN, openFixture, runCommand } from "./fixture.ts";

const LINES = ["one\n", "two two\n", "three three three\n"] as const;
const ALL = { path: undefined, generation: undefined };
const LATER = "20261123T000000.000000000Z-00000000";

describe("cat", () => {
  it("writes what was shipped, byte for byte, in the order of generations and starts", async () => {
    await using fixture = await openFixture();
    const { url } = fixture;
    await fixture.putChain(["app\n"], { path: "app.log", generation: LATER });
    for (const count of [10, 2, 1]) {
      await fixture.putChain([`t${count}\n`], { generation: `${CHAIN.generation}-t${count}` });
    }
    await fixture.putChain(LINES);
    await fixture.putChunk(30, "\u{FFFD}\0", { codec: "none", path: "index.html.1" });
    const index = `${LINES.join("")}\u{FFFD}\0`;
    const cases = [
      [ALL, `${index}t1\nt2\nt10\napp\n`],
      [{ ...ALL, path: "app.log" }, "app\n"],
      [{ ...ALL, path: "index.html" }, `${index}t1\nt2\nt10\n`],
      [{ ...ALL, generation: CHAIN.generation }, index],
    ] as const;
    for (const [selection, out] of cases) {
      expect(await runCommand(cat, { url, ...selection })).toEqual({ code: 0, out, err: "" });
    }
  });

  it("writes nothing, and fails, when there is nothing of what was asked for", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES);
    const { code, out, err } = await runCommand(cat, { url: fixture.url, ...ALL, path: "x" });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^No file matches `x`: /);
  });

  it("does not go past a chunk that is missing", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES);
    await rm(fixture.pathOf(4));
    const { code, out, err } = await runCommand(cat, { url: fixture.url, ...ALL });
    expect({ code, out }).toEqual({ code: 1, out: "one\n" });
    expect(err).toContain("(index.html): Expected byte 4, got chunk 12");
  });

  it("does not go past a chunk that is damaged", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES);
    await writeFile(fixture.pathOf(12), "noise");
    const { code, out, err } = await runCommand(cat, { url: fixture.url, ...ALL });
    expect({ code, out }).toEqual({ code: 1, out: "one\ntwo two\n" });
    expect(err).toContain("chunk 12 cannot be read");
  });

  it("goes past a loss that is on record, tells it, and fails", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(["one\n"]);
    await fixture.putGap(4, 9);
    await fixture.putChunk(9, "two\n");
    const { code, out, err } = await runCommand(cat, { url: fixture.url, ...ALL });
    expect({ code, out }).toEqual({ code: 1, out: "one\ntwo\n" });
    expect(err).toContain("bytes 4 to 9 were lost: truncated");
  });

  it("waits for a slow reader, and writes every byte to it", async () => {
    await using fixture = await openFixture();
    const chunks = Array.from({ length: 20 }, (_, index) => String(index % 10).repeat(100_000));
    await fixture.putChain(chunks);
    let received = "";
    let waiting = 0;
    const stdout = new Writable({
      highWaterMark: 1,
      write: (part: Buffer, _encoding, done) => {
        received += part.toString();
        waiting = Math.max(waiting, stdout.writableLength);
        setImmediate(done);
      },
    });
    const { code } = await runCommand(cat, { url: fixture.url, ...ALL }, { stdout });
    expect(code).toBe(0);
    expect(received === chunks.join("")).toBe(true);
    expect(waiting).toBe(100_000);
  });

  it("ends quietly when its reader has read enough", async () => {
    await using fixture = await openFixture();
    await fixture.putChain(LINES);
    const stdout = new Writable({
      write: (_part, _encoding, done) => done(Object.assign(new Error("EPIPE"), { code: "EPIPE" })),
    });
    const { code, err } = await runCommand(cat, { url: fixture.url, ...ALL }, { stdout });
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it("goes on after a chain that is broken, and with one that has lost its beginning", async () => {
    await using fixture = await openFixture();
    const generation = (index: number) => `${CHAIN.generation.slice(0, -1)}${index}`;
    for (const index of [1, 2, 3, 4]) {
      await fixture.putChain(LINES, { generation: generation(index) });
    }
    await rm(fixture.pathOf(0, "zstd", { generation: generation(1) }));
    await rm(fixture.pathOf(4, "zstd", { generation: generation(2) }));
    await writeFile(fixture.pathOf(0, "zstd", { generation: generation(3) }), "noise");
    const { code, out, err } = await runCommand(cat, { url: fixture.url, ...ALL });
    expect(code).toBe(1);
    expect(out).toBe(`${LINES.slice(1).join("")}${LINES[0]}${LINES.join("")}`);
    expect(err.split("\n")).toEqual([
      expect.stringContaining("1 (index.html): bytes 0 to 4 are missing"),
      expect.stringContaining("2 (index.html): Expected byte 4, got chunk 12; the rest"),
      expect.stringContaining("3 (index.html): chunk 0 cannot be read"),
      "",
    ]);
  });

  it.each([
    ["audit/audit.log", "audit"],
    ["audit", "audit"],
    ["audit/", "audit"],
    ["./audit/audit.log", "audit"],
    ["audit/*.log", "audit"],
    ["**/*.log", "audit\napp"],
    ["*.log", "app"],
    ["app\u{9B}.log", "app"],
    ["app\\u009b.log", "app"],
  ])("finds by --path %j what it means", async (path, expected) => {
    await using fixture = await openFixture();
    const later = { path: "app\u{9B}.log", generation: LATER };
    await fixture.putChain(["audit\n"], { path: "audit/audit.log" });
    await fixture.putChain(["app\n"], later);
    const read = await runCommand(cat, { url: fixture.url, ...ALL, path });
    expect(read).toEqual({ code: 0, out: `${expected}\n`, err: "" });
  });

  it.each(["audit.log", "AUDIT", "/var/log/pod/audit/audit.log", "audti"])(
    "says what --path matches, and what is near to %s",
    async (path) => {
      await using fixture = await openFixture();
      for (const index of Array.from({ length: 12 }).keys()) {
        const generation = `20261121T0000${10 + index}.000000000Z-00000000`;
        await fixture.putChain(["x"], { path: `other-${index}\u{1B}`, generation });
      }
      await fixture.putChain(["audit\n"], { path: "audit/audit.log" });
      const { code, out, err } = await runCommand(cat, { url: fixture.url, ...ALL, path });
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toContain(`No file matches \`${path}\`: --path is a path relative to the volume`);
      expect(err).toContain("The storage has:\n  audit/audit.log\n  other-0\\u001b\n");
      expect(err).not.toContain("other-11");
      expect(err).not.toContain("nothing there");
    },
  );

  it("gives a terminal no orders of names and records, and cuts what a record says", async () => {
    await using fixture = await openFixture();
    const path = "a\u{1B}[2J\u{7}\u{9B}\u{202E}";
    await fixture.putChain(["\u{1B}\n"], { path });
    const key = fixture.pathOf(2, "zstd", { path }).replace(".log.zst", ".gap.json");
    const reason = `\u{9B}\u{1B}${"x".repeat(3_000)}`;
    await writeFile(key, JSON.stringify({ start: 2, end: 9, reason }));
    const { code, out, err } = await runCommand(cat, { url: fixture.url, ...ALL });
    expect(code).toBe(1);
    expect(out).toBe("\u{1B}\n");
    expect(err).toContain("(a\\u001b[2J\\u0007\\u009b\\u202e): bytes 2 to 9 were lost: \\u009b");
    expect(err.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(err.length).toBeLessThan(1_200);
  });
});
