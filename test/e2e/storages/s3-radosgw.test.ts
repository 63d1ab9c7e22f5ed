import { afterAll, beforeAll, describe } from "vitest";
import { openStorage } from "../../../apps/log-sidecar/src/storage/open-storage.ts";
import { itLists, itOverwrites, itStores } from "../../storages/storage-contract.ts";
import { KEYS_PER_PAGE, type S3Server, startRadosgw } from "../../storages/servers/s3-server.ts";
import { itSurvivesKills } from "./s3-kills.ts";
import { itRefuses } from "./s3-refusals.ts";

const servers = new AsyncDisposableStack();
let radosgw: S3Server;
beforeAll(async () => {
  radosgw = servers.use(await startRadosgw());
});
afterAll(() => servers.disposeAsync());

describe("s3:// on Ceph's radosgw", () => {
  const open = () => openStorage(radosgw.newUrl(), radosgw.env);
  itStores(open);
  itOverwrites(open);
  itLists(open, KEYS_PER_PAGE);
  itRefuses(() => radosgw);
  itSurvivesKills(() => radosgw);
});
