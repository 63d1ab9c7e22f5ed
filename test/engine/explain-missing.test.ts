import { expect, it } from "vitest";
import { explainMissing } from "./explain-missing.ts";

it("names every missing part, how to get it, and what was found instead", () => {
  const text = explainMissing([
    {
      part: "Docker engine",
      got: "Expected `docker version` to succeed, got exit 1\n\n  no daemon",
    },
    { part: "node:26-trixie-slim", got: "no such image in the engine" },
  ]);
  expect(text.split("\n")).toEqual([
    "Expected everything the end-to-end tests need, got 2 missing:",
    "- Docker engine: install Docker 20.10 or newer and start it, or point DOCKER_HOST at one",
    "    got: Expected `docker version` to succeed, got exit 1 | no daemon",
    "- node:26-trixie-slim: docker pull node:26-trixie-slim",
    "    got: no such image in the engine",
    "As root on Debian, with TEST_ENGINE not set to off, all of it is installed for you.",
  ]);
});
