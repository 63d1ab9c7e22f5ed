import { expect, it } from "vitest";
import { runRace } from "../race/run-race.ts";
import { WRITERS } from "../race/writers.ts";
import { startMainWeb } from "../web-servers/main-web.ts";

const DURATION_MS = 3_000;

it.each(Object.entries(WRITERS))(
  "main-web serves nothing but whole pages while the page %s",
  async (_what, writer) => {
    const { outcomes, versions } = await runRace(startMainWeb, writer, DURATION_MS);
    const { ok, ...failures } = outcomes;
    expect(failures).toEqual({ torn: 0, empty: 0, hung: 0, broken: 0, none: 0 });
    expect(ok).toBeGreaterThan(0);
    expect(versions).toBeGreaterThan(1);
  },
);
