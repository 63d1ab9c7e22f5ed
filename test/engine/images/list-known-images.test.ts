import { expect, it } from "vitest";
import { knownAmong } from "./list-known-images.ts";

it("finds the images we care about and tells stand-ins from official ones", () => {
  const all = "debian:trixie-slim\nnode:26-trixie-slim\nother:latest\n<none>:<none>\n";
  expect(knownAmong(all, "debian:trixie-slim\n", "debian:trixie-slim\n")).toEqual([
    { name: "debian:trixie-slim", isStandIn: true },
    { name: "node:26-trixie-slim", isStandIn: false },
  ]);
});

it("does without a stand-in that was built before it had all of the official image", () => {
  const all = "debian:trixie-slim\nnode:26-trixie-slim\n";
  expect(knownAmong(all, all, "debian:trixie-slim\n")).toEqual([
    { name: "debian:trixie-slim", isStandIn: true },
  ]);
});

it("finds nothing in an empty engine", () => {
  expect(knownAmong("", "", "")).toEqual([]);
});
