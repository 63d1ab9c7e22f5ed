import { expect, it } from "vitest";
import { commonEnv } from "./common-env.ts";

it.each([
  ["BuildKit alone", {}, {}],
  [
    "the certificates Node was told to trust",
    { NODE_EXTRA_CA_CERTS: "/ca.pem" },
    { CA_BUNDLE: "/ca.pem" },
  ],
  [
    "no other certificates than the caller's",
    { NODE_EXTRA_CA_CERTS: "/ca.pem", CA_BUNDLE: "/own.pem" },
    {},
  ],
])("asks for %s", (_title, env, expected) => {
  expect(commonEnv(env)).toEqual({ DOCKER_BUILDKIT: "1", ...expected });
});
