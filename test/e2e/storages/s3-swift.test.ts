import { afterAll, beforeAll, describe } from "vitest";
import { openStorage } from "../../../apps/log-sidecar/src/storage/open-storage.ts";
import { itCreatesOnce, itLists, itStores } from "../../storages/storage-contract.ts";
import { type S3Server, startSwift } from "../../storages/servers/s3-server.ts";

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
  itLists(open);
});
