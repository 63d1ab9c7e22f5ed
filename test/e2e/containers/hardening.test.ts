import { describe, expect, it } from "vitest";
import { APPS } from "../images.ts";
import { run } from "../run.ts";
import { PATIENT } from "../patience.ts";
import { startApp } from "./start-app.ts";
import { folderVolume } from "./volumes.ts";

const USER_IDS = { "main-web": 10_001, "log-sidecar": 10_002 };
const MEMORY_MIB_MAX = 64;

describe.each(APPS)("%s, running", (app) => {
  it("is process 1, of its own user, without any capability or a way to get one", async () => {
    await using volume = await folderVolume();
    await using container = await startApp(app, { volume });
    const command = await container.exec("cat", "/proc/1/cmdline");
    expect(command.stdout.split("\0")[0]).toBe("node");
    const { stdout: status } = await container.exec("cat", "/proc/1/status");
    expect(status).toMatch(new RegExp(`^Uid:(?:\\t${USER_IDS[app]}){4}$`, "m"));
    expect(status).toMatch(/^Gid:(?:\t10001){4}$/m);
    expect(status).toMatch(/^CapEff:\t0{16}$/m);
    expect(status).toMatch(/^CapBnd:\t0{16}$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
  });

  it("needs no writable root file system", async () => {
    await using volume = await folderVolume();
    await using container = await startApp(app, { volume });
    const { exitCode, output } = await container.exec("touch", "/tmp/file");
    expect(exitCode).toBe(1);
    expect(output).toContain("Read-only file system");
    expect(await container.probe("/livez")).toBe("200 ok");
  });
});

it("serves on port 80 without being root", async () => {
  await using volume = await folderVolume();
  await using web = await startApp("main-web", { volume });
  expect(await web.logged("started")).toMatchObject([{ port: 80 }]);
  expect((await fetch(web.pageUrl)).status).toBe(503);
});

it("needs less than half of the memory that it may use", async () => {
  await using volume = await folderVolume();
  await using sidecar = await startApp("log-sidecar", { volume });
  await using web = await startApp("main-web", { volume });
  await expect.poll(() => web.probe("/readyz"), PATIENT).toBe("200 ok");
  for (let request = 0; request < 10; request++) await web.page();

  const format = ["--no-stream", "--format", "{{.MemUsage}}"];
  const usages = await run("docker", "stats", ...format, sidecar.id, web.id);
  const usedMib = Array.from(usages.matchAll(/^([\d.]+)MiB \/ 128MiB$/gm), ([, mib]) =>
    Number(mib),
  );
  expect(usedMib).toHaveLength(2);
  expect(Math.max(...usedMib)).toBeLessThan(MEMORY_MIB_MAX);
});
