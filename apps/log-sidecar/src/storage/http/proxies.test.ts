import { describe, expect, it } from "vitest";
import { proxiesOf } from "./proxies.ts";

const NONE = { httpProxy: "", httpsProxy: "", noProxy: "" };

describe("proxiesOf", () => {
  it.each([
    [{}, NONE],
    [{ http_proxy: "" }, NONE],
    [{ HTTP_PROXY: "http://proxy:3128" }, NONE],
    [{ http_proxy: "proxy:3128" }, { ...NONE, httpProxy: "http://proxy:3128" }],
    [{ https_proxy: "https://a:b@proxy" }, { ...NONE, httpsProxy: "https://a:b@proxy" }],
    [
      { https_proxy: "http://one", HTTPS_PROXY: "http://two" },
      { ...NONE, httpsProxy: "http://one" },
    ],
    [
      { HTTPS_PROXY: "http://two", NO_PROXY: ".svc" },
      { ...NONE, httpsProxy: "http://two", noProxy: ".svc" },
    ],
  ])("reads %j", (env, expected) => {
    expect(proxiesOf(env)).toEqual(expected);
  });

  it("refuses what is no URL, and does not repeat it", () => {
    expect(() => proxiesOf({ https_proxy: "http://user:secret@:port" })).toThrow(
      "Expected a URL in http_proxy and https_proxy, got something else",
    );
  });
});
