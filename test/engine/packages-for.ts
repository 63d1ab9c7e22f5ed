import type { Part } from "./missing-parts.ts";
import { TOOLS, TOOL_NAMES } from "./tools.ts";

/** dockerd runs without the packages docker.io recommends; podman's Pods need all of these. */
const PACKAGES_OF: Partial<Readonly<Record<Part, readonly string[]>>> = {
  "Docker engine": ["docker.io"],
  podman: ["podman", "runc", "catatonit", "netavark", "aardvark-dns", "iptables"],
  ...Object.fromEntries(TOOL_NAMES.map((name) => [name, TOOLS[name].packages])),
  // It brings fonts along: text without one would be boxes, and measured as such.
  chromium: ["chromium"],
};

/** The packages of the system's own release that bring the missing parts. */
export function packagesFor(parts: readonly Part[]): readonly string[] {
  return parts.flatMap((part) => PACKAGES_OF[part] ?? []);
}
