import { ConfigurationError } from "@sidecar-pair/runtime/errors.ts";
import { describe, expect, it } from "vitest";
import { findWorkloadIdentity } from "./workload-identity.ts";

const ENV = {
  AZURE_TENANT_ID: "tenant",
  AZURE_CLIENT_ID: "client",
  AZURE_FEDERATED_TOKEN_FILE: "/token",
};

describe("findWorkloadIdentity", () => {
  it.each([
    [undefined, "https://login.microsoftonline.com/tenant/oauth2/v2.0/token"],
    ["", "https://login.microsoftonline.com/tenant/oauth2/v2.0/token"],
    ["https://login.chinacloudapi.cn", "https://login.chinacloudapi.cn/tenant/oauth2/v2.0/token"],
    ["https://host/adfs/", "https://host/adfs/tenant/oauth2/v2.0/token"],
  ])("asks at AZURE_AUTHORITY_HOST=%s", (AZURE_AUTHORITY_HOST, href) => {
    const identity = findWorkloadIdentity({ ...ENV, AZURE_AUTHORITY_HOST });
    expect(identity?.tokenUrl.href).toBe(href);
    expect(identity).toMatchObject({ clientId: "client", tokenFile: "/token" });
  });

  it.each(Object.keys(ENV))("needs %s", (name) => {
    expect(findWorkloadIdentity({ ...ENV, [name]: "" })).toBeUndefined();
  });

  it.each(["http://login.example", "login.example"])("shows no token to %s", (host) => {
    expect(() => findWorkloadIdentity({ ...ENV, AZURE_AUTHORITY_HOST: host })).toThrow(
      ConfigurationError,
    );
  });
});
