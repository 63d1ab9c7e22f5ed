import { expect, it } from "vitest";
import { sidecarUrl } from "./sidecar-url.ts";

it.each([
  ["http://127.0.0.1:9181", "http://127.0.0.1:9181"],
  ["http://localhost:9181/", "http://localhost:9181"],
  ["http://[::1]:9181", "http://[::1]:9181"],
])("takes %s", (text, url) => {
  expect(sidecarUrl(text)).toBe(url);
});

it.each([
  "localhost:9181",
  "https://host",
  "http://host/path",
  "http://u:p@host",
  "http://h?x",
  "",
])("refuses %j", (text) => {
  expect(() => sidecarUrl(text)).toThrow(
    `Expected a URL like http://127.0.0.1:9181, got \`${text}\``,
  );
});
