import { expect, it } from "vitest";
import { renderPrivateApt } from "./private-apt.ts";

it("keeps lists, cache and state in the given folder and reads nothing of the system's", () => {
  const lines = renderPrivateApt("/private").split("\n");
  expect(lines).toContain('Dir::Etc::SourceList "/private/private.sources";');
  expect(lines).toContain('Dir::Etc::SourceParts "/dev/null";');
  expect(lines).toContain('Dir::State "/private/state";');
  expect(lines).toContain('Dir::State::Status "/private/status";');
  expect(lines).toContain('Dir::Cache "/private/cache";');
});
