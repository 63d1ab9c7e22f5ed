import { type AllowedDifference, header, statuses } from "./allowed-difference.ts";

export const CODINGS: readonly AllowedDifference[] = [
  {
    reason: "made once, the compressed page has a length and a strong tag, and knows ranges",
    facts: ["length", "tag", "ranges"],
    when: (_, ours, theirs) =>
      theirs.coding === "gzip" && theirs.length === "none" && ours.tag === "strong",
  },
  {
    reason: "we have zstd and br, where they are asked for",
    facts: ["coding", "length"],
    when: (request, { coding }) =>
      (coding === "zstd" || coding === "br") &&
      request.headers.some(([, value]) => value.includes(coding)),
  },
  {
    reason: "x-gzip is gzip (8.4.1.3)",
    facts: ["coding", "length"],
    when: (request, ours) =>
      header(request, "Accept-Encoding") === "x-gzip" && ours.coding === "gzip",
  },
  {
    reason: "HTTP/1.0 knows codings, too; nginx has gzip_http_version 1.1",
    facts: ["coding", "length"],
    when: ({ version }, ours) => version === "1.0" && ours.coding === "gzip",
  },
  {
    reason: "the heavier weight wins (12.5.3); nginx has gzip wherever it is allowed",
    facts: ["coding", "length", "tag", "ranges"],
    when: (request, ours) =>
      /identity$|^\*,/v.test(header(request, "Accept-Encoding") ?? "") && ours.coding === "none",
  },
  {
    reason: "without any coding that would be accepted the answer is 406 (12.5.3)",
    facts: "all",
    when: (request, ours, theirs) =>
      /^(?:identity|\*);q=0$/v.test(header(request, "Accept-Encoding") ?? "") &&
      statuses(406, 200)(ours, theirs),
  },
  {
    reason: "a range is of the plain bytes, if these will do; nginx gives up the range for gzip",
    facts: "all",
    when: (request, ours, theirs) =>
      header(request, "Range") !== undefined &&
      header(request, "Accept-Encoding") !== undefined &&
      (statuses(206, 200)(ours, theirs) || statuses(416, 200)(ours, theirs)),
  },
];
