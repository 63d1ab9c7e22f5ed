import { lastLines } from "./last-lines.ts";
import type { MissingPart, Part } from "./missing-parts.ts";

const HOW_TO_GET: Readonly<Record<Part, string>> = {
  "Docker engine": "install Docker 20.10 or newer and start it, or point DOCKER_HOST at one",
  "docker compose":
    "install the Compose v2 plugin (package docker-compose-plugin or docker-compose-v2)",
  "docker buildx": "install the buildx plugin (package docker-buildx-plugin or docker-buildx)",
  podman:
    "install podman 4 or newer; `podman info` must succeed (on macOS: `podman machine start`)",
  "nginx with WebDAV": "install nginx-light and libnginx-mod-http-dav-ext, as on Debian",
  apache2: "install apache2-bin, as on Debian",
  e2fsprogs: "install e2fsprogs",
  logrotate: "install logrotate, gzip, xz-utils and bzip2",
  rclone: "install rclone",
  prometheus: "install prometheus with promtool, 2.42 or newer",
  chromium:
    "install Chromium or Chrome, and say in CHROMIUM where it is unless that is /usr/bin/chromium",
  "debian:trixie-slim": "docker pull debian:trixie-slim",
  "node:26-trixie-slim": "docker pull node:26-trixie-slim",
};

/** One message that names everything, so that nobody installs one thing to learn of the next. */
export function explainMissing(missing: readonly MissingPart[]): string {
  const lines = missing.map(
    ({ part, got }) => `- ${part}: ${HOW_TO_GET[part]}\n    got: ${gist(got)}`,
  );
  return [
    `Expected everything the end-to-end tests need, got ${missing.length} missing:`,
    ...lines,
    "As root on Debian, with TEST_ENGINE not set to off, all of it is installed for you.",
  ].join("\n");
}

/** What the tool said last; before that it often only repeats how it was called. */
function gist(reason: string): string {
  return lastLines(reason.replaceAll(/\n\s*\n/gv, "\n"), 2)
    .trim()
    .replaceAll(/\n\s*/gv, " | ");
}
