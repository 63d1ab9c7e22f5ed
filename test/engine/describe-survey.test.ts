import { expect, it } from "vitest";
import { describeSurvey } from "./describe-survey.ts";

const survey = {
  dockerEngine: { ok: true, version: "20.10.24+dfsg1" },
  compose: { ok: true, version: "2.26.1-4" },
  buildx: { ok: true, version: "github.com/docker/buildx v0.13.1 0.13.1-3" },
  podman: { ok: false, reason: "spawn podman ENOENT" },
  tools: {
    "nginx with WebDAV": { ok: true, version: "/usr/lib/nginx/modules/x.so" },
    apache2: { ok: true, version: "Server version: Apache/2.4.71 (Debian)" },
    e2fsprogs: { ok: true, version: "mke2fs 1.47.0 (5-Feb-2023)" },
    logrotate: { ok: true, version: "logrotate 3.21.0" },
    rclone: { ok: false, reason: "spawn rclone ENOENT" },
    prometheus: { ok: true, version: "promtool, version 2.42.0+ds" },
  },
  chromium: { ok: true, version: "Chromium 156.0.8078.79 built on Debian GNU/Linux 12" },
  images: new Set(["debian:trixie-slim"]),
  standIns: new Set<string>(),
} as const;

const versions = [
  "Docker engine 20.10.24+dfsg1",
  "compose 2.26.1-4",
  "buildx v0.13.1",
  "podman missing",
  "no rclone",
  "chromium 156.0.8078.79",
].join(", ");

it("names the versions that answered", () => {
  expect(describeSurvey(survey)).toBe(versions);
});

it("says which images are stand-ins", () => {
  expect(describeSurvey({ ...survey, standIns: new Set(["debian:trixie-slim"]) })).toBe(
    `${versions}; debian:trixie-slim: STAND-INS built on this machine, not the official images`,
  );
});
