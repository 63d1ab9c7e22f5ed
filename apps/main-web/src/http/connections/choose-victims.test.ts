import { expect, it } from "vitest";
import { type Candidate, type Occupation, chooseVictims } from "./choose-victims.ts";

const NOW_MS = 100_000;

/** Written as `waiting 40`: what it does, and for how many seconds. */
function candidate(text: string): Candidate & { readonly text: string } {
  const [occupation, seconds] = text.split(" ") as [Occupation, string];
  return { text, occupation, sinceMs: NOW_MS - Number(seconds) * 1_000 };
}

it.each([
  [1, ["waiting 1", "waiting 3", "waiting 2"], ["waiting 3"]],
  [2, ["resting 60", "waiting 1", "answering 60", "waiting 2"], ["waiting 2", "waiting 1"]],
  [2, ["resting 1", "answering 60", "waiting 0", "resting 2"], ["waiting 0", "resting 2"]],
  [2, ["answering 6", "resting 1", "answering 7"], ["resting 1", "answering 7"]],
  [3, ["answering 5", "answering 0", "answering 6"], ["answering 6"]],
  [1, ["answering 1"], []],
  [1, [], []],
])("gives up %i of %j", (count, candidates, victims) => {
  const chosen = chooseVictims(candidates.map(candidate), count, NOW_MS);
  expect(chosen.map(({ text }) => text)).toEqual(victims);
});
