import type { Case } from "./case.ts";
import { imf } from "./page-facts.ts";

/** Several conditions at once. */
export const COMBINED: readonly Case["headers"][] = [
  [
    ["If-Match", "{tag}"],
    ["If-None-Match", "{tag}"],
  ],
  [
    ["If-Match", "{tag}"],
    ["If-None-Match", '"other"'],
  ],
  [
    ["If-Match", '"other"'],
    ["If-None-Match", "{tag}"],
  ],
  [
    ["If-Match", "{tag}"],
    ["If-Unmodified-Since", imf(-1_000)],
  ],
  [
    ["If-Match", '"other"'],
    ["If-Unmodified-Since", imf(1_000)],
  ],
  [
    ["If-Match", "{tag}"],
    ["If-Modified-Since", imf()],
  ],
  [
    ["If-None-Match", '"other"'],
    ["If-Modified-Since", imf()],
  ],
  [
    ["If-None-Match", "{tag}"],
    ["If-Modified-Since", imf(-1_000)],
  ],
  [
    ["If-None-Match", "{tag}"],
    ["If-Modified-Since", imf()],
  ],
  [
    ["If-Unmodified-Since", imf()],
    ["If-None-Match", "{tag}"],
  ],
  [
    ["If-Unmodified-Since", imf(-1_000)],
    ["If-None-Match", "{tag}"],
  ],
  [
    ["If-Unmodified-Since", imf()],
    ["If-Modified-Since", imf()],
  ],
  [
    ["If-Match", "{tag}"],
    ["Range", "bytes=0-9"],
  ],
  [
    ["If-Match", '"other"'],
    ["Range", "bytes=0-9"],
  ],
  [
    ["If-Match", '"other"'],
    ["Range", "bytes=9999-"],
  ],
  [
    ["If-None-Match", "{tag}"],
    ["Range", "bytes=0-9"],
  ],
  [
    ["If-None-Match", "{tag}"],
    ["Range", "bytes=9999-"],
  ],
  [
    ["If-Modified-Since", imf()],
    ["Range", "bytes=0-9"],
  ],
  [
    ["If-Range", '"other"'],
    ["Range", "bytes=9999-"],
  ],
  [
    ["If-Range", "{tag}"],
    ["Range", "bytes=9999-"],
  ],
  [["If-Range", "{tag}"]],
  [
    ["Accept-Encoding", "gzip"],
    ["If-None-Match", "{tag}"],
  ],
  [
    ["Accept-Encoding", "gzip"],
    ["If-Modified-Since", imf()],
  ],
  [
    ["Accept-Encoding", "gzip"],
    ["If-Unmodified-Since", imf(-1_000)],
  ],
  [
    ["Accept-Encoding", "gzip"],
    ["Range", "bytes=0-9"],
  ],
  [
    ["Accept-Encoding", "gzip"],
    ["Range", "bytes=9999-"],
  ],
  [
    ["Accept-Encoding", "gzip, identity;q=0"],
    ["Range", "bytes=0-9"],
  ],
  [
    ["Range", "bytes=0-1"],
    ["Range", "bytes=5-6"],
  ],
  [
    ["If-None-Match", '"other"'],
    ["If-None-Match", "{tag}"],
  ],
  [
    ["Accept-Encoding", "br"],
    ["Accept-Encoding", "gzip"],
  ],
];
