import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { SendTurns } from "./send-turns.ts";

it("sends no more in one turn of the event loop than it may, in the order of asking", async () => {
  const turns = new SendTurns(100);
  const sent: string[] = [];
  for (const name of ["a", "b", "c", "d", "e"]) {
    turns.wait(() => {
      sent.push(name);
      return 40;
    });
  }
  expect(sent).toEqual([]);
  await setImmediate();
  expect(sent).toEqual(["a", "b", "c"]);
  await setImmediate();
  expect(sent).toEqual(["a", "b", "c", "d", "e"]);
});

it("has who goes on wait for the next turn, so that others come in between", async () => {
  const turns = new SendTurns(1_000);
  let count = 0;
  const send = (): number => {
    if (++count < 3) turns.wait(send);
    return 1;
  };
  turns.wait(send);
  const seen: number[] = [];
  for (let turn = 0; turn < 4; turn++) {
    // oxlint-disable-next-line no-await-in-loop -- turns of the event loop
    await setImmediate();
    seen.push(count);
  }
  expect(seen).toEqual([1, 2, 3, 3]);
});
