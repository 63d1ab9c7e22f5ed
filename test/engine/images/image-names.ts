/** What the project's Dockerfiles build on. */
export const BASE_IMAGES = ["debian:trixie-slim", "node:26-trixie-slim"] as const;

export type BaseImage = (typeof BASE_IMAGES)[number];

/** What testcontainers 12 starts to clean up after a killed run. */
export const REAPER_IMAGE = "testcontainers/ryuk:0.14.0";

/** Set on an image that was built here because the official one could not be pulled. */
export const STAND_IN_LABEL = "dev.sidecar-pair.stand-in";

/** Its value on a stand-in with all that the official image has; one with another value is built anew. */
export const STAND_IN_VERSIONS: Readonly<Record<BaseImage, string>> = {
  "debian:trixie-slim": "true",
  // With Node's LICENSE.
  "node:26-trixie-slim": "2",
};
