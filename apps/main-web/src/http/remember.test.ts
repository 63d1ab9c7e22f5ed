import { expect, it } from "vitest";
import { remember } from "./remember.ts";

it("computes once for each argument, also when the result is nothing", () => {
  const asked: (string | undefined)[] = [];
  const find = remember((argument: string | undefined) => {
    asked.push(argument);
    return argument === undefined ? undefined : argument.length;
  });
  expect([find("abc"), find(undefined), find("abc"), find(undefined)]).toEqual([
    3,
    undefined,
    3,
    undefined,
  ]);
  expect(asked).toEqual(["abc", undefined]);
});

it("does not remember without end what clients make up", () => {
  let computed = 0;
  const find = remember((argument: number) => {
    computed++;
    return -argument;
  });
  for (let argument = 0; argument < 1_000; argument++) expect(find(argument)).toBe(-argument);
  expect(find(0)).toBe(-0);
  expect(computed).toBe(1_001);
});
