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
    expect(err).toContain("nothing there");
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
});
