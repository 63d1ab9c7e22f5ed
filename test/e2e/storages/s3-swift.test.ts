import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStorage } from "../../../apps/log-sidecar/src/storage/open-storage.ts";
import { itCreatesOnce, itLists, itStores } from "../../storages/storage-contract.ts";
import { KEYS_PER_PAGE, type S3Server, startSwift } from "../../storages/servers/s3-server.ts";
import { itTakesIssuedKeys } from "./s3-credentials.ts";
import { itSurvivesKills } from "./s3-kills.ts";
import { itRefuses } from "./s3-refusals.ts";

const { signal } = new AbortController();
const servers = new AsyncDisposableStack();
let swift: S3Server;
beforeAll(async () => {
  swift = servers.use(await startSwift());
});
afterAll(() => servers.disposeAsync());

describe("s3:// on OpenStack Swift", () => {
  const open = () => openStorage(swift.newUrl(), swift.env);
  itStores(open);
  itCreatesOnce(open);
  itLists(open, KEYS_PER_PAGE);
  itRefuses(() => swift);
  itSurvivesKills(() => swift);
  itTakesIssuedKeys(() => swift);

  it("says which region the bucket is in", async () => {
    await using storage = await openStorage(swift.newUrl("&region=eu-west-1"), swift.env);
    await expect(storage.create("key", Buffer.from("bytes"), signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      message: expect.stringMatching(/^400: .*AuthorizationHeaderMalformed.*region eu-test-1/),
    });
  });
});
