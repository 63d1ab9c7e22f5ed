import { appendFile, truncate, utimes } from "node:fs/promises";
import { expect, it } from "vitest";
import { CollectedChain } from "./collected-chain.ts";
import { type Quay, openQuay } from "./fixture.ts";

const NEVER = new AbortController().signal;

async function collect(quay: Quay, content: string) {
  const { path, source } = await quay.file(content);
  const collected = {
    source,
    path: "a.log",
    isNamed: false,
    seenUnder: undefined,
    scanNumber: 0,
    pathScanNumber: 0,
    leftPathAtMs: undefined,
    pin: undefined,
  };
  const chain = new CollectedChain(collected, quay.context, { given: NEVER, hurry: NEVER });
  return { path, chain };
}

it("can be given up while others hold every slot", async () => {
  await using quay = await openQuay();
  const { chain } = await collect(quay, "one\n");
  const silence = Promise.withResolvers<void>();
  const other = quay.context.slots.run(() => silence.promise);
  await chain.look();
  chain.ship(true);
  expect(await chain.leave()).toMatchObject([{ position: undefined, end: 4 }]);
  silence.resolve();
  await other;
});

it("tells what is lost when a file was truncated before it is given up", async () => {
  await using quay = await openQuay();
  const { path, chain } = await collect(quay, "one\n");
  await chain.look();
  chain.ship(true);
  await chain.idle();
  await truncate(path, 2);
  expect(await chain.leave()).toMatchObject([
    { truncations: 0, position: 4, end: 4 },
    { truncations: 1, position: 0, end: 2 },
  ]);
});

it("takes no look at a file that was just opened for a change that should have had an event", async () => {
  await using quay = await openQuay();
  const { path, chain } = await collect(quay, "one\n");
  expect(await chain.look()).toBe("time");
  expect(await chain.look()).toBe("none");
  await appendFile(path, "two\n");
  expect(await chain.look()).toBe("size");
  await utimes(path, 1, 1);
  expect(await chain.look()).toBe("time");
});
