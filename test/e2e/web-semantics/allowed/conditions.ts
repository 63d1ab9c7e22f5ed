import { type AllowedDifference, header, statuses } from "./allowed-difference.ts";

const HTTP_DATE = /^[A-Z][a-z]+,? .*(?: GMT| \d{4})$/v;
export const CONDITIONS: readonly AllowedDifference[] = [
  {
    reason:
      "a page from before the date is not modified since (13.1.3); nginx asks for the very date",
    facts: "all",
    when: (request, ours, theirs) =>
      header(request, "If-Modified-Since") !== undefined && statuses(304, 200)(ours, theirs),
  },
  {
    reason: "what is no HTTP date is no condition (13.1.3); nginx reads the beginning of this one",
    facts: "all",
    when: (request, ours, theirs) =>
      !HTTP_DATE.test(header(request, "If-Modified-Since") ?? "") &&
      statuses(200, 304)(ours, theirs),
  },
  {
    reason: "what is no HTTP date is no condition (13.1.4); to nginx it is one that fails",
    facts: "all",
    when: (request, ours, theirs) =>
      header(request, "If-Unmodified-Since") !== undefined && statuses(200, 412)(ours, theirs),
  },
  {
    reason: "with If-Match, If-Unmodified-Since does not count (13.2.2); nginx takes both",
    facts: "all",
    when: (request, ours, theirs) =>
      header(request, "If-Match") === "{tag}" && statuses(200, 412)(ours, theirs),
  },
  {
    reason: "with If-None-Match, If-Modified-Since does not count (13.2.2); nginx takes both",
    facts: "all",
    when: (request, ours, theirs) =>
      header(request, "If-None-Match") === "{tag}" && statuses(304, 200)(ours, theirs),
  },
  {
    reason: "two lines of a list are one list (5.3); nginx refuses the second",
    facts: "all",
    when: (request, ours, theirs) =>
      request.headers.filter(([name]) => name === "If-None-Match").length === 2 &&
      statuses(304, 400)(ours, theirs),
  },
  {
    reason: "each coding has a tag of its own (8.8.3.3), and this is the one of the plain page",
    facts: "all",
    when: (request, ours, theirs) =>
      header(request, "Accept-Encoding") === "gzip" &&
      header(request, "If-None-Match") === "{tag}" &&
      statuses(200, 304)(ours, theirs),
  },
];
