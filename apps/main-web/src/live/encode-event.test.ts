import { expect, it } from "vitest";
import { type ServerSentEvent, encodeEvent } from "./encode-event.ts";

it.each<[string, ServerSentEvent, string]>([
  ["a message", { data: "one" }, "data: one\n\n"],
  ["its lines", { data: "one\ntwo" }, "data: one\ndata: two\n\n"],
  ["an empty line", { data: "one\n\nthree" }, "data: one\ndata: \ndata: three\n\n"],
  ["a carriage return", { data: "a\rid: 1\r\nb" }, "data: a\ndata: id: 1\ndata: b\n\n"],
  ["type and id", { event: "reset", id: "7", data: "" }, "event: reset\nid: 7\ndata: \n\n"],
])("encodes %s", (_, event, expected) => {
  expect(encodeEvent(event)).toBe(expected);
});
