import packageJson from "../../package.json" with { type: "json" };

export const APPS = ["main-web", "log-sidecar"] as const;
export type App = (typeof APPS)[number];
export type Target = "default" | "distroless";

/** The name that `docker compose build` and the manifests give an image. */
export function imageOf(app: App, target: Target = "default"): string {
  const suffix = target === "default" ? "" : `-${target}`;
  return `localhost/sidecar-pair/${app}:${packageJson.version}${suffix}`;
}
