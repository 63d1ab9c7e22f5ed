import { randomInt } from "node:crypto";

/** Numbers from 0 to below 1 that are the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** From `TORTURE_SEED`, so that a run can be repeated; else any. */
export function chooseSeed(): number {
  return Number(process.env["TORTURE_SEED"] ?? randomInt(2 ** 31));
}
