import { appendFile, truncate, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { fromObjectKey } from "../chunk/chunk-key.ts";
import { ChainShipper } from "./chain-shipper.ts";
import { type Quay, openQuay } from "./fixture.ts";
import { Looks } from "./looks.ts";

describe("Looks", () => {
  it("does not take a look that began before a life ended for one at the next", () => {
    const looks = new Looks();
    const { turn } = looks;
    looks.endLife();
    looks.saw(100, turn);
    looks.beginNext();
    looks.saw(5, looks.turn);
    expect(looks).toMatchObject({ hasEnded: false, endBytes: 5 });
  });
});

/** Looks at the file as a round does, while no step of its chain comes to an end. */
async function look(chain: ChainShipper): Promise<void> {
  const { turn } = chain;
  const { sizeBytes } = await chain.source.state();
  chain.looked(sizeBytes, turn);
}

async function stored({ context }: Quay): Promise<readonly string[]> {
  const listed = await Array.fromAsync(context.storage.list("", context.callSignal()));
  const links = listed.flatMap(({ key }) => {
    const { chain, object } = fromObjectKey(key) ?? {};
    return chain === undefined || object === undefined ? [] : [{ key, chain, object }];
  });
  const told = await Promise.all(
    links.map(async ({ key, chain, object: { kind, start } }) => {
      const body = String(await context.storage.read(key, context.callSignal()));
      const text = kind === "gap" ? `lost to ${(JSON.parse(body) as { end: number }).end}` : body;
      const life = /-t(\d+)$/.exec(chain.generation)?.[1] ?? "0";
      return `life ${life}, ${start}: ${text.trim()}`;
    }),
  );
  return told.toSorted();
}

describe("ChainShipper, with a file that is truncated while the storage is silent", () => {
  it("puts on record all that looks had seen of it", async () => {
    await using quay = await openQuay();
    const { path, source } = await quay.file("one\n");
    const chain = new ChainShipper(source, "a.log", quay.context);
    while (await chain.step(true));
    await appendFile(path, "two\nthree\n");
    await look(chain);
    await truncate(path);
    await writeFile(path, "four\n");
    await look(chain);
    while (await chain.step(true));
    expect(await stored(quay)).toEqual([
      "life 0, 0: one",
      "life 0, 4: lost to 14",
      "life 1, 0: four",
    ]);
  });

  it("does so for each of several times", async () => {
    await using quay = await openQuay();
    const { path, source } = await quay.file("one\n");
    const chain = new ChainShipper(source, "a.log", quay.context);
    while (await chain.step(true));
    await look(chain);
    for (const content of ["three\n", "seven\n", "", "eleven\n", "x\n"]) {
      await truncate(path);
      await look(chain);
      await writeFile(path, content);
      await look(chain);
    }
    while (await chain.step(true));
    expect(await stored(quay)).toEqual([
      "life 0, 0: one",
      "life 1, 0: lost to 6",
      "life 2, 0: lost to 6",
      "life 3, 0: lost to 7",
      "life 4, 0: x",
    ]);
  });

  it("does so, too, when it was silent from the start on", async () => {
    await using quay = await openQuay();
    const { path, source } = await quay.file("one\ntwo\n");
    const chain = new ChainShipper(source, "a.log", quay.context);
    await look(chain);
    await writeFile(path, "x\n");
    await look(chain);
    while (await chain.step(true));
    expect(await stored(quay)).toEqual(["life 0, 0: lost to 8", "life 1, 0: x"]);
  });

  it("tells it when the file is given up before the storage could be asked", async () => {
    await using quay = await openQuay();
    const { path, source } = await quay.file("one\ntwo\n");
    const chain = new ChainShipper(source, "a.log", quay.context);
    await look(chain);
    await writeFile(path, "x\n");
    await look(chain);
    expect(await chain.losses()).toMatchObject([
      { reason: "truncated", end: 8 },
      { truncations: 1, position: 0, end: 2 },
    ]);
  });
});
