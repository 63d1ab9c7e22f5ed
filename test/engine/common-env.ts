/** Variables the tests need wherever the engine comes from. Settings of the caller's win. */
export function commonEnv(env: Readonly<NodeJS.ProcessEnv>): Readonly<Record<string, string>> {
  const caBundle = env["NODE_EXTRA_CA_CERTS"];
  return {
    DOCKER_BUILDKIT: "1",
    // Behind a proxy that opens TLS, builds must trust what this machine trusts.
    ...(caBundle && !env["CA_BUNDLE"] ? { CA_BUNDLE: caBundle } : {}),
  };
}
