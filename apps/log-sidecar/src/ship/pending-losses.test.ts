import { execFile } from "node:child_process";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { type PendingLoss, PendingLosses, parseLoss } from "./pending-losses.ts";

const ID = "20260101T000000.000000000Z-00000000";
const LOSS: PendingLoss = {
  generationId: ID,
  truncations: 0,
  path: "a.log",
  position: 3,
  end: 9,
  reason: "truncated",
};

async function lossesIn(root: string, lossesMax = 10) {
  const stateFolder = join(root, "state");
  const folder = join(stateFolder, "losses");
  await mkdir(folder, { recursive: true });
  return { losses: new PendingLosses({ root, stateFolder }, lossesMax), folder };
}

describe("a pending loss", () => {
  it("is listed as it was written, and is gone when it was removed", async () => {
    await using folder = await temporaryFolder();
    const { losses } = await lossesIn(folder.path);
    const next = { ...LOSS, truncations: 1, position: undefined };
    await losses.write([LOSS, next]);
    const listed = await losses.list(() => {});
    expect(listed.toSorted((a, b) => a.truncations - b.truncations)).toEqual([LOSS, next]);
    for (const loss of listed) await losses.remove(loss);
    expect(await losses.list(() => {})).toEqual([]);
  });

  it.each<[string, object]>([
    ["a generation that leads elsewhere", { generationId: "../../../archive" }],
    ["a generation that is another's name", { generationId: `${ID}/../x` }],
    ["a reason of any text", { reason: "\u001b[31mnonsense" }],
    ["a reason that is a number", { reason: 1 }],
    ["a path that leads up", { path: "../../etc/passwd" }],
    ["an absolute path", { path: "/etc/passwd" }],
    ["an end that is text", { end: "9" }],
    ["an end before its position", { end: 2 }],
    ["an end that is not exact", { end: 2 ** 60 }],
    ["truncations below 0", { truncations: -1 }],
    ["a position that is null", { position: null }],
  ])("is refused with %s", (_, change) => {
    expect(() => parseLoss(Buffer.from(JSON.stringify({ ...LOSS, ...change })))).toThrow(
      expect.objectContaining({ code: "ERR_PENDING_LOSS" }),
    );
  });

  it.each(["null", "[]", "7", "{", ""])("is refused when it is %j", (text) => {
    expect(() => parseLoss(Buffer.from(text))).toThrow(
      expect.objectContaining({ code: "ERR_PENDING_LOSS" }),
    );
  });

  it("is read though others cannot be, of whatever kind they are", async () => {
    await using folder = await temporaryFolder();
    const { losses, folder: own } = await lossesIn(folder.path);
    await losses.write([LOSS]);
    await writeFile(join(own, "0.json"), "null");
    await writeFile(join(own, `${ID}-7.json`), JSON.stringify(LOSS));
    await writeFile(join(own, "large.json"), Buffer.alloc(10 ** 6));
    await promisify(execFile)("mkfifo", [join(own, "fifo.json")]);
    await mkdir(join(own, "folder.json"));
    await symlink("/etc/hostname", join(own, "link.json"));
    const unreadable: unknown[] = [];
    expect(await losses.list((error) => unreadable.push(error))).toEqual([LOSS]);
    expect(unreadable).toHaveLength(6);
  });

  it("counts up to a limit, which is said", async () => {
    await using folder = await temporaryFolder();
    const { losses, folder: own } = await lossesIn(folder.path, 2);
    for (const truncations of [0, 1, 2, 3]) await losses.write([{ ...LOSS, truncations }]);
    await writeFile(join(own, "left.json.0123456789ab.next"), "half");
    const unreadable: unknown[] = [];
    expect(await losses.list((error) => unreadable.push(error))).toHaveLength(2);
    expect(unreadable).toMatchObject([{ code: "ERR_PENDING_LOSS" }]);
    expect((await readdir(own)).length).toBeGreaterThanOrEqual(4);
  });
});
