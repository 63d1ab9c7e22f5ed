import { expect, it } from "vitest";
import { encodePath } from "./encode-path.ts";

it.each([
  ["a/b.log", "a/b.log"],
  ["a%20b", "a%2520b"],
  ["a b", "a%20b"],
  ["ü", "%C3%BC"],
  ["a+b&c=d?e#f", "a%2Bb%26c%3Dd%3Fe%23f"],
  ["!'()*~-_.", "%21%27%28%29%2A~-_."],
  ["a:b@c|d^e\\f", "a%3Ab%40c%7Cd%5Ee%5Cf"],
])("writes the key `%s` as the path `%s`", (key, path) => {
  expect(encodePath(key)).toBe(path);
  // And the URL that is made of it leaves it alone.
  expect(new URL(`https://host/${path}`).pathname).toBe(`/${path}`);
});
