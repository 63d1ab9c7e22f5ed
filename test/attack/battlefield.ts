import { execFile } from "node:child_process";
import { chmod, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect } from "vitest";
import { HERE } from "../torture/other-user.ts";
import { type Place, type Sidecar, type User, startSidecar } from "../torture/start-sidecar.ts";
import { type Treasury, makeTreasury, objectsWith, snapshot } from "./treasury.ts";

const run = promisify(execFile);

/** A shared volume, a storage, and a treasury outside both. */
export interface Battlefield extends Place, AsyncDisposable {
  readonly treasury: Treasury;
  /**
   * Fails if anything was read or written outside: the treasury is what it was, and nothing of it is in
   * the storage; beside the volume, the storage and the state, nothing has appeared.
   */
  expectNothingOutside(): Promise<void>;
}

/** @param stateOnVolume whether STATE_DIR is where the application can write, too */
export async function openBattlefield(stateOnVolume = true): Promise<Battlefield> {
  const folder = await temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  for (const name of ["volume", "storage", "state"]) {
    await mkdir(at(name));
    await chmod(at(name), 0o777);
  }
  await chmod(folder.path, 0o755);
  const treasury = await makeTreasury(at("outside"));
  const before = await snapshot(folder.path, ["volume", "storage", "state"]);
  return {
    volume: at("volume"),
    storage: at("storage/prefix"),
    stateDir: stateOnVolume ? at("volume/.log-sidecar") : at("state"),
    treasury,
    expectNothingOutside: async () => {
      expect(await snapshot(folder.path, ["volume", "storage", "state"])).toEqual(before);
      expect(await readdir(at("storage"))).toEqual(["prefix"]);
      expect(await objectsWith(at("storage"), treasury.marker)).toEqual([]);
    },
    [Symbol.asyncDispose]: async () => {
      // Folders may be unreadable, and deeper than Node.js can remove (PATH_MAX).
      await run("chmod", ["-R", "u+rwx", folder.path]).catch(() => {});
      await run("rm", ["-rf", folder.path]);
    },
  };
}

/** How long the sidecar may take to finish after SIGTERM. */
export const DRAIN_MS = 10_000;
/** As in the image, where half of its 128 MiB are for the heap. */
const HEAP_OPTIONS = "--max-old-space-size=64 --max-semi-space-size=2";

/** The sidecar that is under attack; `SIDECAR_PROGRAM` names the main.ts of another version. */
export function startAttacked(
  place: Place,
  environment: Readonly<Record<string, string>> = {},
  user: User = {},
): Sidecar {
  const main = process.env["SIDECAR_PROGRAM"];
  const installation = main === undefined ? user.installation : { node: HERE.node, main };
  const attacked = {
    COLLECT: "**/*.log*,**/credentials",
    SHIP_MAX_AGE: "200ms",
    DRAIN_TIMEOUT: `${DRAIN_MS}ms`,
    NODE_OPTIONS: HEAP_OPTIONS,
    ...environment,
  };
  return startSidecar(place, attacked, { ...user, ...(installation && { installation }) });
}
