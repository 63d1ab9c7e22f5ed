import { expect, it } from "vitest";
import { missingParts } from "./missing-parts.ts";
import type { Answer, Survey } from "./survey.ts";

const there: Answer = { ok: true, version: "1.2.3" };
const absent: Answer = { ok: false, reason: "spawn ENOENT" };
const complete: Survey = {
  dockerEngine: there,
  compose: there,
  buildx: there,
  podman: there,
  tools: {
    "nginx with WebDAV": there,
    apache2: there,
    e2fsprogs: there,
    logrotate: there,
    rclone: there,
    prometheus: there,
  },
  chromium: there,
  images: new Set(["debian:trixie-slim", "node:26-trixie-slim"]),
  standIns: new Set(),
};

it.each<[string, Partial<Survey>, string[]]>([
  ["nothing when all is there", {}, []],
  ["podman when it does not answer", { podman: absent }, ["podman"]],
  ["the browser", { chromium: absent }, ["chromium"]],
  [
    "a server of the storages' tests",
    { tools: { ...complete.tools, apache2: absent } },
    ["apache2"],
  ],
  ["Prometheus", { tools: { ...complete.tools, prometheus: absent } }, ["prometheus"]],
  [
    "both plugins at once",
    { compose: absent, buildx: absent },
    ["docker compose", "docker buildx"],
  ],
  ["an image", { images: new Set(["debian:trixie-slim"]) }, ["node:26-trixie-slim"]],
  [
    "no image when no engine can tell",
    { dockerEngine: absent, images: new Set() },
    ["Docker engine"],
  ],
])("names %s", (_title, change, expected) => {
  const parts = missingParts({ ...complete, ...change });
  expect(parts.map(({ part }) => part)).toEqual(expected);
});

it("keeps the reason a tool gave", () => {
  expect(missingParts({ ...complete, podman: absent })[0]?.got).toBe("spawn ENOENT");
});
