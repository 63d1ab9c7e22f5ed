import { type AllowedDifference, isPage, statuses } from "./allowed-difference.ts";

export const COMMON: readonly AllowedDifference[] = [
  {
    reason: "we say the page's character encoding, nginx has none by default",
    facts: ["type"],
    when: (_, ours, theirs) =>
      isPage(ours) && ours.type === "text/html; charset=utf-8" && theirs.type === "text/html",
  },
  {
    reason: "a page that changes has to be asked after: we forbid to use a copy unasked",
    facts: ["cache"],
    when: (_, ours, theirs) => ours.cache === "no-cache" && theirs.cache === "none",
  },
  {
    reason:
      "no cache is to keep an error, as it may some without being told (15.1); nginx leaves it so",
    facts: ["cache"],
    when: (_, ours, theirs) =>
      /^[45]/v.test(ours.status) && ours.cache === "no-store" && theirs.cache === "none",
  },
  {
    reason: "what depends on Accept-Encoding has to say so (12.5.5); nginx has gzip_vary off",
    facts: ["vary"],
    when: (_, ours, theirs) => ours.vary === "Accept-Encoding" && theirs.vary === "none",
  },
  {
    reason: "206 says that ranges are taken, too; nginx only says it with 200",
    facts: ["ranges"],
    when: (_, ours, theirs) => theirs.status === "206" && ours.ranges === "bytes",
  },
  {
    reason: "304 with a tag needs no Last-Modified (15.4.5)",
    facts: ["modified"],
    when: (_, ours) => ours.status === "304" && ours.modified === "none",
  },
];

export const METHODS_AND_PATHS: readonly AllowedDifference[] = [
  {
    reason: "405 has to say what is allowed (15.5.6); nginx does not",
    facts: ["allow"],
    when: (_, ours, theirs) => statuses(405, 405)(ours, theirs) && theirs.allow === "none",
  },
  {
    reason: "OPTIONS is answered (9.3.7); nginx knows it not for files",
    facts: "all",
    when: ({ method }, ours, theirs) => method === "OPTIONS" && statuses(204, 405)(ours, theirs),
  },
  {
    reason: "two paths are served, as they are written: nothing becomes a path on the volume",
    facts: "all",
    when: ({ path }, ours) =>
      ours.status === "404" && /^\/(?:\.|\.\/|\/|\/index\.html|.*%.*|.*\.\.\/.*)$/v.test(path),
  },
];
