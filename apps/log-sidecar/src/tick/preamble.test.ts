import { expect, it } from "vitest";
import { preambleOf } from "./preamble.ts";

it("is one line that ends as all pages do, and makes text of all that follows", () => {
  const preamble = preambleOf("/var/log/pod/index.html");
  expect(preamble.endsWith("<pre>\n")).toBe(true);
  expect(preamble.match(/\n/gv)).toHaveLength(1);
  expect(preamble).toMatch(/^<!doctype html>.*<pre><plaintext [^>]*>\n$/v);
});

it("is nothing for a log that is no page", () => {
  expect(preambleOf("/var/log/pod/app.log")).toBe("");
});
