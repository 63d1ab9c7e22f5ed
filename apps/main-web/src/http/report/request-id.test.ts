import { expect, it } from "vitest";
import { acceptRequestId } from "./request-id.ts";

it.each([
  "a",
  "123e4567-e89b-12d3-a456-426614174000",
  "01ARZ3NDEKTSV4RRFFQ69G5FAV",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "Root=1-67891233:abcdef+/==",
  "x".repeat(128),
])("takes over %s", (id) => {
  expect(acceptRequestId(id)).toBe(id);
});

it.each([
  undefined,
  "",
  "x".repeat(129),
  "a b",
  "a\r\nb",
  "a, b",
  'a"',
  "<a>",
  "\u001b[31m",
  "é",
  "{}",
])("does not repeat %j", (id) => {
  expect(acceptRequestId(id)).toBeUndefined();
});
