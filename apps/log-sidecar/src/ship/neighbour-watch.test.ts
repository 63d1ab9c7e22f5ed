import { lstat, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { NeighbourWatch, type Shipper } from "./neighbour-watch.ts";

function watchOf(root: string, id: string) {
  const seen: (Shipper | undefined)[] = [];
  const self: Shipper = { id, pod: `pod-${id}`, node: "node" };
  const watch = new NeighbourWatch({
    place: { root, stateFolder: join(root, ".log-sidecar") },
    self,
    looked: (neighbour) => seen.push(neighbour),
  });
  return { watch, self, last: () => seen.at(-1) };
}

describe("NeighbourWatch", () => {
  it("tells both that there is another, and when that is over", async () => {
    await using folder = await temporaryFolder();
    const [one, other] = ["a", "b"].map((id) => watchOf(folder.path, id));
    if (one === undefined || other === undefined) throw new Error("Expected two");
    await one.watch.look();
    await other.watch.look();
    expect([one.last(), other.last()]).toEqual([undefined, undefined]);
    await one.watch.look();
    await other.watch.look();
    expect([one.last(), other.last()]).toEqual([other.self, one.self]);
    // From here on there is only the second.
    for (let looks = 0; looks < 2; looks++) await other.watch.look();
    expect(other.last()).toEqual(one.self);
    await other.watch.look();
    expect(other.last()).toBeUndefined();
  });

  it("does not take a process that has died for a neighbour", async () => {
    await using folder = await temporaryFolder();
    await watchOf(folder.path, "dead").watch.look();
    const next = watchOf(folder.path, "next");
    for (let looks = 0; looks < 3; looks++) {
      await next.watch.look();
      expect(next.last()).toBeUndefined();
    }
  });

  it.each([
    ["is torn", async (path: string) => await writeFile(path, '{"id":"a')],
    ["is another thing", async (path: string) => await writeFile(path, "[]")],
    ["was deleted", async (path: string) => await rm(path)],
  ])("takes nothing from a name plate that %s", async (_, harm) => {
    await using folder = await temporaryFolder();
    const one = watchOf(folder.path, "a");
    await one.watch.look();
    await harm(join(folder.path, ".log-sidecar", "shipper"));
    await one.watch.look();
    expect(one.last()).toBeUndefined();
  });

  it("replaces a link that stands in place of its name plate, and writes nothing behind it", async () => {
    await using folder = await temporaryFolder();
    const one = watchOf(folder.path, "a");
    await one.watch.look();
    const plate = join(folder.path, ".log-sidecar", "shipper");
    const precious = join(folder.path, "precious");
    await writeFile(precious, "precious");
    await rm(plate);
    await symlink(precious, plate);
    await one.watch.look();
    expect(await readFile(precious, "utf8")).toBe("precious");
    expect((await lstat(plate)).isFile()).toBe(true);
  });

  it("makes no volume, and does without one", async () => {
    await using folder = await temporaryFolder();
    const one = watchOf(join(folder.path, "missing"), "a");
    for (let looks = 0; looks < 2; looks++) await one.watch.look();
    expect(one.last()).toBeUndefined();
    expect(await readdir(folder.path)).toEqual([]);
  });
});
