import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";
import { startMainWeb } from "../../web-servers/main-web.ts";
import { startNginx } from "../../web-servers/nginx.ts";
import type { TestServer } from "../../web-servers/server.ts";
import { PATIENT } from "../patience.ts";
import type { AllowedDifference } from "./allowed/allowed-difference.ts";
import { ALLOWED_DIFFERENCES } from "./allowed-differences.ts";
import { ask } from "./ask.ts";
import { type Case, describeCase, renderRequest } from "./cases/case.ts";
import { MODIFIED, PAGE_BYTES } from "./cases/page-facts.ts";
import { CASES } from "./cases.ts";
import { type Fact, type Observed, observe } from "./observe.ts";

interface Difference {
  readonly request: Case;
  readonly ours: Observed;
  readonly theirs: Observed;
  readonly fact: Fact;
}

const PAGE = Buffer.from(
  `${"Sun Nov 22 19:20:37 UTC 2026\n".repeat(60).slice(0, PAGE_BYTES - 1)}\n`,
);

const HEAD = "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/** The tag that a server has for the page, once it has the page. */
async function tagAt({ port }: TestServer): Promise<string> {
  const tag = async (): Promise<string> => (await ask(port, HEAD)).headers.get("etag") ?? "";
  await expect.poll(tag, PATIENT).toContain('"');
  return await tag();
}

/** All that differs between main-web and nginx on the same page. */
async function findDifferences(): Promise<readonly Difference[]> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "index.html");
  await writeFile(path, PAGE);
  await utimes(path, MODIFIED, MODIFIED);
  await using ours = await startMainWeb(folder.path);
  await using theirs = await startNginx({ folder: folder.path });
  const [ourTag, theirTag] = [await tagAt(ours), await tagAt(theirs)];
  const found: Difference[] = [];
  for (const request of CASES) {
    const [a, b] = await Promise.all([
      ask(ours.port, renderRequest(request, ourTag)),
      ask(theirs.port, renderRequest(request, theirTag)),
    ]);
    const pair = { request, ours: observe(a, PAGE), theirs: observe(b, PAGE) };
    const facts = Object.keys(pair.ours) as Fact[];
    const differing = facts.filter((fact) => pair.ours[fact] !== pair.theirs[fact]);
    for (const fact of differing) found.push({ ...pair, fact });
  }
  return found;
}

function explains(
  allowed: AllowedDifference,
  { request, ours, theirs, fact }: Difference,
): boolean {
  const isMeant = allowed.facts === "all" || allowed.facts.includes(fact);
  return isMeant && allowed.when(request, ours, theirs);
}

function describeDifference({ request, ours, theirs, fact }: Difference): string {
  return `${describeCase(request)}: ${fact} is ${ours[fact]}, at nginx ${theirs[fact]}`;
}

it("answers some hundred requests as nginx does, but for what is explained", async () => {
  const differences = await findDifferences();
  const unexplained = differences.filter(
    (difference) => !ALLOWED_DIFFERENCES.some((allowed) => explains(allowed, difference)),
  );
  expect(unexplained.map(describeDifference)).toEqual([]);
  const idle = ALLOWED_DIFFERENCES.filter(
    (allowed) => !differences.some((difference) => explains(allowed, difference)),
  );
  expect(idle.map(({ reason }) => reason)).toEqual([]);
});
