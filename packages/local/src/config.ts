import { fileURLToPath } from "node:url";
import type { ConfigOf, Settings } from "@sidecar-pair/runtime/setting.ts";
import { absolutePath, wholeNumber } from "@sidecar-pair/runtime/setting-values.ts";

/** A port by name: `npm start` has to know where its programs listen. */
const port = wholeNumber(1, 65_535);
const CHECKOUT = fileURLToPath(new URL("../../..", import.meta.url));

/** Settings of `npm start`; those of the two containers pass through the environment as well. */
export const settings = {
  port: {
    variable: "PORT",
    fallback: "8080",
    help: "Port that the page is served on, on this machine only.",
    parse: port,
  },
  webManagementPort: {
    variable: "WEB_MANAGEMENT_PORT",
    fallback: "9180",
    help: "Management port of main-web.",
    parse: port,
  },
  sidecarManagementPort: {
    variable: "SIDECAR_MANAGEMENT_PORT",
    fallback: "9181",
    help: "Management port of log-sidecar.",
    parse: port,
  },
  volume: {
    variable: "VOLUME",
    fallback: `${CHECKOUT}.local/volume`,
    help: "The folder that both share.",
    parse: absolutePath,
  },
  storage: {
    variable: "STORAGE",
    fallback: `${CHECKOUT}.local/storage`,
    help: "The folder that log-sidecar ships to, unless SHIP_TO says otherwise.",
    parse: absolutePath,
  },
} satisfies Settings;

export type Config = ConfigOf<typeof settings>;
