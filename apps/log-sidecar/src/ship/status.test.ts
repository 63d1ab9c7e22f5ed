import { expect, it } from "vitest";
import { type ChainStatus, lagOf, statusOf } from "./status.ts";

const SUMMARY = {
  storage: "ok",
  troubles: [],
  guarantee: undefined,
  lastSuccess: undefined,
  gaps: 0,
  gapBytes: 0,
};

const COUNTS = { files: 1_500, filesWaiting: 500, waitingBytes: 1_000 };

function chain(path: string, lagBytes: number, lagMs: number): ChainStatus {
  return { path, source: { generationId: `of ${path}` }, position: 100, lagBytes, lagMs };
}

it("adds up the bytes that lag, and tells the age of the oldest", () => {
  expect(lagOf([])).toEqual({ bytes: 0, ms: 0 });
  expect(lagOf([chain("a", 3, 50), chain("b", 4, 700), chain("c", 0, 0)])).toEqual({
    bytes: 7,
    ms: 700,
  });
});

it("shows the files that are behind most, and not a thousand of them", () => {
  const chains = Array.from({ length: 1_000 }, (_, index) => chain(`${index}.log`, index, index));
  const status = statusOf(chains, "file:///archive", SUMMARY, COUNTS);
  expect(status).toMatchObject({ shipTo: "file:///archive", storage: "ok", files: 1_500 });
  expect(status).toMatchObject({ filesWaiting: 500, lagBytes: 500_500, lagSeconds: 0.999 });
  expect(status.laggingMost.map(({ path }) => path).slice(0, 2)).toEqual(["999.log", "998.log"]);
  expect(status.laggingMost).toHaveLength(20);
});
