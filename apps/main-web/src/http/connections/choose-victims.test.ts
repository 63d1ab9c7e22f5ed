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
  [2, ["resting 60", "waiting 1", "reading 60", "waiting 2"], ["waiting 2", "waiting 1"]],
  [2, ["resting 1", "reading 60", "waiting 1", "resting 2"], ["waiting 1", "resting 2"]],
  [
    3,
    ["reading 60", "resting 0.1", "reading 0.2", "resting 1"],
    ["resting 1", "reading 60", "resting 0.1"],
  ],
  [1, ["reading 0.1", "waiting 0.9", "reading 0.2"], ["reading 0.2"]],
  [1, ["waiting 0.1", "resting 0.9", "waiting 0.2"], ["waiting 0.2"]],
  [3, ["resting 0.1", "waiting 0.1", "resting 0.2"], ["resting 0.2", "resting 0.1", "waiting 0.1"]],
  [2, ["listening 9000", "resting 0"], ["resting 0"]],
  [1, ["listening 9000"], []],
  [1, [], []],
])("gives up %i of %j", (count, candidates, victims) => {
  const chosen = chooseVictims(candidates.map(candidate), count, NOW_MS);
  expect(chosen.map(({ text }) => text)).toEqual(victims);
});
