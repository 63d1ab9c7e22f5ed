import type { Case } from "./cases/case.ts";
import { ACCEPT_ENCODINGS } from "./cases/codings.ts";
import { COMBINED } from "./cases/combined.ts";
import { DATES } from "./cases/dates.ts";
import { IF_RANGES, RANGES } from "./cases/ranges.ts";
import { TAG_LISTS } from "./cases/tag-lists.ts";
import { METHODS, PATHS } from "./cases/targets.ts";

type Headers = Case["headers"];

function ask(headers: Headers, method = "GET", path = "/index.html"): Case {
  return { method, path, version: "1.1", headers };
}

function each(name: string, values: readonly string[], method?: string): readonly Case[] {
  return values.map((value) => ask([[name, value]], method));
}

function conditional(method: string): readonly Case[] {
  return [
    each("If-Match", TAG_LISTS, method),
    each("If-None-Match", TAG_LISTS, method),
    each("If-Modified-Since", DATES, method),
    each("If-Unmodified-Since", DATES, method),
    COMBINED.map((headers) => ask(headers, method)),
  ].flat();
}

function old(headers: Headers, method = "GET"): Case {
  return { method, path: "/index.html", version: "1.0", headers };
}

/** Some hundred requests, good ones and others. */
export const CASES: readonly Case[] = [
  METHODS.flatMap((method) => ["/", "/index.html", "/other"].map((path) => ask([], method, path))),
  PATHS.map((path) => ask([], "GET", path)),
  conditional("GET"),
  conditional("HEAD"),
  each("Range", RANGES),
  each("Range", ["bytes=0-9", "bytes=9999-", "bytes=5-4"], "HEAD"),
  IF_RANGES.map((value) =>
    ask([
      ["Range", "bytes=0-9"],
      ["If-Range", value],
    ]),
  ),
  each("Accept-Encoding", ACCEPT_ENCODINGS),
  each("Accept-Encoding", ["gzip", "br", "identity;q=0"], "HEAD"),
  old([]),
  old([], "HEAD"),
  old([["Range", "bytes=0-9"]]),
  old([["If-None-Match", "{tag}"]]),
  old([["Accept-Encoding", "gzip"]]),
].flat();
