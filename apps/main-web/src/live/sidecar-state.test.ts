import { expect, it } from "vitest";
import { type SidecarState, toSidecarState } from "./sidecar-state.ts";

const FULL = {
  shipTo: "s3://bucket/prefix",
  storage: "ok",
  guarantee: "exactly once",
  lagBytes: 29,
  lagSeconds: 4.5,
  files: 1,
  gaps: 0,
  gapBytes: 0,
};

it.each<[string, number, unknown, SidecarState]>([
  ["that does not ship", 404, "not found\n", { is: "not shipping" }],
  ["that fails", 500, {}, { is: "unreadable" }],
  ["that says something else", 200, "<html>", { is: "unreadable" }],
  ["that says a list", 200, [], { is: "unreadable" }],
  ["that says null", 200, null, { is: "unreadable" }],
  ["with nothing to say", 200, {}, { is: "shipping" }],
  ["with all to say", 200, FULL, { is: "shipping", ...FULL }],
  ["with more than is asked", 200, { laggingMost: [{ path: "a" }], x: 1 }, { is: "shipping" }],
  ["of other types", 200, { shipTo: 1, lagBytes: "1", gaps: -1, files: null }, { is: "shipping" }],
  ["with null for none", 200, { lastSuccess: null, storage: "" }, { is: "shipping" }],
])("understands a sidecar %s", (_, status, body, expected) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  expect(toSidecarState({ status, body: text })).toEqual(expected);
});

it.each<[unknown, number | undefined]>([
  ["2026-11-22T19:20:37.000Z", 1_795_375_237_000],
  [1_795_375_237, 1_795_375_237_000],
  [1_795_375_237_000, 1_795_375_237_000],
  ["soon", undefined],
])("reads the last success from %j", (lastSuccess, lastSuccessMs) => {
  const state = toSidecarState({ status: 200, body: JSON.stringify({ lastSuccess }) });
  expect(state).toEqual({ is: "shipping", ...(lastSuccessMs && { lastSuccessMs }) });
});

it.each([
  ["s3://bucket/prefix?region=eu&endpoint=http://minio", "s3://bucket/prefix"],
  ["https://user:secret@host/path/#x", "https://host/path/"],
  ["https://host/path/@here", "https://host/path/@here"],
  ["file:///var/archive", "file:///var/archive"],
])("passes on %s as %s", (shipTo, expected) => {
  const state = toSidecarState({ status: 200, body: JSON.stringify({ shipTo }) });
  expect(state).toEqual({ is: "shipping", shipTo: expected });
});
