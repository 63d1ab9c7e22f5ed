import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { afterAll, describe } from "vitest";
import {
  itCreatesOnceInARace,
  itLists,
  itStores,
} from "../../../../../test/storages/storage-contract.ts";
import { FileStorage } from "./file-storage.ts";

describe("FileStorage", async () => {
  const folder = await temporaryFolder();
  afterAll(() => folder[Symbol.asyncDispose]());
  let count = 0;
  const open = () => Promise.resolve(new FileStorage(`${folder.path}/${count++}`));
  itStores(open);
  itCreatesOnceInARace(open);
  itLists(open);
});
