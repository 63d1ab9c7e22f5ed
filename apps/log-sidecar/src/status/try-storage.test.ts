import { writeFile } from "node:fs/promises";
import { MemoryOutput } from "@sidecar-pair/runtime/memory-output.ts";
import { runProgram } from "@sidecar-pair/runtime/run-program.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { answer } from "../../../../test/storages/faults.ts";
import { type Behaviour, startFaultServer } from "../../../../test/storages/fault-server.ts";
import { program } from "../program.ts";

/** Has what was put there, and nothing else. */
const canary: Behaviour = async (exchange) => {
  const isThere = exchange.request.url?.endsWith("/canary.json") ?? false;
  await (isThere ? answer(200, {}, "canary") : answer(404))(exchange);
};

async function validate(others: Readonly<Record<string, string>>) {
  await using volume = await temporaryFolder();
  const env = { TICK_FILE: `${volume.path}/index.html`, ...others };
  const [stdout, stderr] = [new MemoryOutput(), new MemoryOutput()];
  const { signal: stop } = new AbortController();
  const code = await runProgram(program, { args: ["validate"], env, stop, stdout, stderr });
  return { code, out: stdout.text, err: stderr.text };
}

describe("validate", () => {
  it("tries the storage out, and says what it promises", async () => {
    await using folder = await temporaryFolder();
    const { code, out, err } = await validate({ SHIP_TO: `file://${folder.path}/storage` });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("SHIP_CHUNK_SIZE=4MiB\n");
    expect(out).toContain(
      "# The storage promises: exactly once. It creates once, can be read, can be listed.\n",
    );
  });

  it.each<[string, Readonly<Record<string, Behaviour>>, string]>([
    [
      "of which a race may have two winners",
      { PUT: answer(412), GET: canary },
      "exactly once, one shipper per file. It creates once, but not in a race, can be read",
    ],
    [
      "that overwrites",
      { GET: canary },
      "exactly once, one shipper per file. It overwrites, can be read",
    ],
    [
      "that only takes what it is given",
      { GET: answer(405) },
      "at least once. It overwrites, cannot be read",
    ],
  ])("promises for a web server %s what shipping there does", async (_title, answers, promise) => {
    await using server = await startFaultServer(
      ({ method = "" }) => answers[method] ?? answer(method === "PUT" ? 201 : 405),
    );
    const { code, out } = await validate({ SHIP_TO: `${server.url.href}logs/` });
    expect(code).toBe(0);
    expect(out).toContain(`# The storage promises: ${promise}, cannot be listed.\n`);
  });

  it("says why the storage cannot be used, and what to do", async () => {
    await using folder = await temporaryFolder();
    await writeFile(`${folder.path}/file`, "");
    const { code, err } = await validate({ SHIP_TO: `file://${folder.path}/file` });
    expect(code).toBe(69);
    expect(err).toMatch(/^log-sidecar: ENOTDIR: .*\n/);
    expect(err.slice(err.indexOf("\n") + 1)).toBe(
      "What to do: mount the storage's directory again, or correct SHIP_TO\n",
    );
  });

  it.each<[string, Behaviour]>([
    ["a page", answer(200, { "content-type": "text/html" }, "<html>welcome</html>")],
    ["what looks like our own", answer(200, {}, '{"canary":true}\n')],
    ["nothing at all", answer(200)],
    ["more than anybody wants", answer(200, {}, "x".repeat(200_000))],
  ])("refuses a server that has %s for everything, and says what to do", async (_title, get) => {
    const page = answer(200, { "content-type": "text/html" }, "<html>welcome</html>");
    for (const put of [answer(412), answer(201), answer(200), page]) {
      await using server = await startFaultServer(({ method = "" }) =>
        method === "PUT" ? put : method === "GET" ? get : answer(405),
      );
      const { code, out, err } = await validate({ SHIP_TO: `${server.url.href}logs/` });
      expect({ code, promise: out.includes("The storage promises") }).toEqual({
        code: 69,
        promise: false,
      });
      expect(err).toMatch(/which was never stored, got/);
      expect(err).toMatch(/What to do: .*404/);
    }
  });

  it("asks nobody when nothing is shipped", async () => {
    expect(await validate({})).toMatchObject({ code: 0, err: "" });
  });
});
