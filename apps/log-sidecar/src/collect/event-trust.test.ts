import { expect, it } from "vitest";
import { EventTrust } from "./event-trust.ts";

it.each<[hadEvent: readonly boolean[], isTrusted: boolean]>([
  [[], false],
  [[true], true],
  [[true, true], true],
  [[false], false],
  [[true, false], false],
  [[false, true, true], false],
])("after changes with events %j, trusts them: %s", (changes, isTrusted) => {
  let losses = 0;
  const trust = new EventTrust(() => losses++);
  for (const hadEvent of changes) trust.changed(hadEvent);
  expect(trust.isTrusted).toBe(isTrusted);
  expect(losses).toBe(changes[0] === true && !isTrusted ? 1 : 0);
});
