import { expect, it } from "vitest";
import { packagesFor } from "./packages-for.ts";

it("names the packages of what is missing, and none for what comes from elsewhere", () => {
  expect(packagesFor(["Docker engine", "docker compose", "debian:trixie-slim"])).toEqual([
    "docker.io",
  ]);
});

it("brings nginx with the module that the tests need", () => {
  const nginx = ["nginx-light", "libnginx-mod-http-dav-ext"];
  expect(packagesFor(["nginx with WebDAV", "rclone"])).toEqual([...nginx, "rclone"]);
});

it("brings promtool with Prometheus", () => {
  expect(packagesFor(["prometheus"])).toEqual(["prometheus"]);
});

it("brings podman with a runtime, an init for the Pod and a network", () => {
  const podman = ["podman", "runc", "catatonit", "netavark", "aardvark-dns", "iptables"];
  expect(packagesFor(["podman"])).toEqual(podman);
});

it("brings the browser of the live page's tests", () => {
  expect(packagesFor(["chromium"])).toEqual(["chromium"]);
});
