import { describe, expect, it } from "vitest";
import { isExcepted } from "./no-proxy.ts";

describe("isExcepted", () => {
  it.each([
    ["http://10.1.2.3/", "10.0.0.0/8"],
    ["http://172.20.0.1:9000/", "localhost,172.16.0.0/12"],
    ["http://192.168.1.1/", "192.168.1.1/32"],
    ["http://10.1.2.3/", "0.0.0.0/0"],
    ["https://[fd00::1]/", "fd00::/8"],
    ["https://[fd00::1]/", "[fd00::]/8"],
    ["https://[::1]:8443/", "::1"],
    ["https://[::1]:8443/", "[::1]"],
    ["https://[::1]:8443/", "[::1]:8443"],
    ["https://[0:0:0:0:0:0:0:1]/", "::1"],
    ["http://[::ffff:10.1.2.3]/", "10.0.0.0/8"],
    ["http://127.0.0.1/", "127.0.0.1"],
    ["http://127.0.0.1:80/", "127.0.0.1:80"],
    ["https://minio.svc/", "minio.svc"],
    ["https://minio.svc./", "minio.svc"],
    ["https://minio.svc/", "minio.svc."],
    ["https://MINIO.svc/", "Minio.SVC"],
    ["https://minio.svc/", ".svc"],
    ["https://svc/", ".svc"],
    ["https://a.b.svc/", "svc"],
    ["https://a.b.svc/", "*.svc"],
    ["https://minio.svc:9000/", ".svc:9000"],
    ["https://minio.svc/", "minio.svc:443"],
    ["https://anything/", "*"],
    ["https://anything/", "other, *"],
    ["http://anything/", "*:80"],
    ["https://minio.svc/", " other\tminio.svc , "],
  ])("asks %s directly with NO_PROXY=%s", (url, noProxy) => {
    expect(isExcepted(new URL(url), noProxy)).toBe(true);
  });

  it.each([
    ["http://11.1.2.3/", "10.0.0.0/8"],
    ["http://10.1.2.3/", "10.0.0.0/33"],
    ["http://10.1.2.3/", "10.0.0.0/"],
    ["http://10.1.2.3/", "10.0.0.0/x"],
    ["http://10.1.2.3/", "/8"],
    ["http://minio.svc/", "10.0.0.0/8"],
    ["https://[fe00::1]/", "fd00::/8"],
    ["https://[::1]:8443/", "[::1]:443"],
    ["http://127.0.0.1:81/", "127.0.0.1:80"],
    ["http://127.0.0.11/", "127.0.0.1"],
    ["https://svc/", "*.svc"],
    ["https://notsvc/", "svc"],
    ["https://svc.example/", "svc"],
    ["https://minio.svc:9000/", ".svc:443"],
    ["https://anything/", "*:80"],
    ["https://anything/", ""],
    ["https://anything/", ". ,"],
  ])("asks %s by the proxy with NO_PROXY=%s", (url, noProxy) => {
    expect(isExcepted(new URL(url), noProxy)).toBe(false);
  });
});
