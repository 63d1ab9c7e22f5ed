import { type AllowedDifference, header, statuses } from "./allowed-difference.ts";

export const RANGES: readonly AllowedDifference[] = [
  {
    reason: "HEAD knows no ranges (14.2); nginx answers it with 206 or 416",
    facts: "all",
    when: (request, ours, theirs) =>
      request.method === "HEAD" &&
      header(request, "Range") !== undefined &&
      (statuses(200, 206)(ours, theirs) || statuses(200, 416)(ours, theirs)),
  },
  {
    reason:
      "a range that is not well-formed may be ignored (14.2), and is; to nginx it cannot be had",
    facts: "all",
    when: (request, ours, theirs) =>
      /^bytes=(?:5-4|9999-5|-|.*[^\d,\-].*|--5|0-5-9)$/v.test(header(request, "Range") ?? "") &&
      statuses(200, 416)(ours, theirs),
  },
  {
    reason: "a space within a range is not well-formed; nginx skips it",
    facts: "all",
    when: (request, ours, theirs) =>
      /^bytes=0(?: -|- )5$/v.test(header(request, "Range") ?? "") &&
      statuses(200, 206)(ours, theirs),
  },
  {
    reason:
      "a date is no strong validator in the first version of a process (8.8.2.2): another one may have served " +
      "another version of that second",
    facts: "all",
    when: (request, ours, theirs) =>
      /2026|-26 /v.test(header(request, "If-Range") ?? "") && statuses(200, 206)(ours, theirs),
  },
  {
    reason: "several ranges may be ignored (14.2), and are: the page is small or read from its end",
    facts: "all",
    when: (request, ours) =>
      /^bytes=[\d\-]+, ?[\d\-]+$/v.test(header(request, "Range") ?? "") && ours.body === "page",
  },
  {
    reason: "two Range fields are several ranges, or nothing well-formed; nginx takes the first",
    facts: "all",
    when: (request, ours) =>
      request.headers.filter(([name]) => name === "Range").length === 2 && ours.status === "200",
  },
  {
    reason: "empty elements of a list are skipped (5.6.1.2); nginx refuses them",
    facts: "all",
    when: (request, ours) =>
      /^bytes=,?0-5,?$/v.test(header(request, "Range") ?? "") && ours.body === "part 0-5",
  },
  {
    reason: "a number too large for nginx is still just past the end",
    facts: "all",
    when: (request, ours, theirs) =>
      /^bytes=0?-9{40}$/v.test(header(request, "Range") ?? "") && statuses(206, 416)(ours, theirs),
  },
];
