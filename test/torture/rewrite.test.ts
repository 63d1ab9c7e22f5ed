import { appendFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { expectLives } from "./expect-lives.ts";
import { toLines } from "./oracle-line.ts";
import { startSidecar } from "./start-sidecar.ts";
import { type Workshop, drain, expectShipped, openWorkshop } from "./workshop.ts";

const OLD = toLines("old", 0, 2_000);

/** Ways to rewrite a file in place, and what is in it then. */
const REWRITES: readonly (readonly [string, string])[] = [
  ["to less than before", toLines("new", 0, 10)],
  ["to exactly the size it had", OLD.replaceAll("old", "new")],
  ["to more than before", toLines("new", 0, 5_000)],
  ["to a part of what it was", OLD.slice(0, 1_000)],
  ["to a part of what it was and more", OLD.slice(0, 253_000) + toLines("new", 0, 5_000)],
];

describe("log-sidecar, with a file that is rewritten in place", () => {
  it.each(REWRITES)("notices while it is running that it was rewritten %s", async (_, content) => {
    await using place = await openWorkshop();
    const path = join(place.volume, "a.log");
    await writeFile(path, OLD);
    await using sidecar = startSidecar(place);
    await expectShipped(place.storage, [OLD]);
    await writeFile(path, content);
    // What is rewritten to its old size shows only when it grows.
    await appendFile(path, "more\n");
    await expectShipped(place.storage, [OLD, `${content}more\n`]);
    await drain(sidecar);
    await expectLives(place, [OLD, `${content}more\n`]);
  });

  it.each(REWRITES)(
    "notices, after it was suspended, that it was rewritten %s",
    async (_, content) => {
      await using place = await openWorkshop();
      const path = join(place.volume, "a.log");
      await writeFile(path, OLD);
      await using sidecar = startSidecar(place);
      await expectShipped(place.storage, [OLD]);
      sidecar.signal("SIGSTOP");
      await writeFile(path, content);
      await appendFile(path, "more\n");
      sidecar.signal("SIGCONT");
      await expectShipped(place.storage, [OLD, `${content}more\n`]);
      await drain(sidecar);
      await expectLives(place, [OLD, `${content}more\n`]);
    },
  );

  it.each(REWRITES)("notices, after a crash, that it was rewritten %s", async (_, content) => {
    await using place = await openWorkshop();
    const path = join(place.volume, "a.log");
    await shipAndKill(place, path);
    await writeFile(path, content);
    await using next = startSidecar(place);
    await next.started();
    await appendFile(path, "more\n");
    await expectShipped(place.storage, [OLD, `${content}more\n`]);
    await drain(next);
    await expectLives(place, [OLD, `${content}more\n`]);
  });

  it.each(REWRITES)("notices, without its state, that it was rewritten %s", async (_, content) => {
    await using place = await openWorkshop();
    const path = join(place.volume, "a.log");
    await shipAndKill(place, path);
    await writeFile(path, content);
    await rm(place.stateDir, { recursive: true });
    await using next = startSidecar(place);
    await next.started();
    await appendFile(path, "more\n");
    await expectShipped(place.storage, [OLD, `${content}more\n`]);
    await drain(next);
    await expectLives(place, [OLD, `${content}more\n`]);
  });
});

async function shipAndKill(place: Workshop, path: string): Promise<void> {
  await writeFile(path, OLD);
  await using sidecar = startSidecar(place);
  await expectShipped(place.storage, [OLD]);
  await sidecar.kill();
}
