import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdir,
  readFile,
  readdir,
  rename,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { PageFile } from "./page-file.ts";

function pageIn(folder: string, maxSizeBytes = 1_000, keep = 1): { path: string; page: PageFile } {
  const path = join(folder, "index.html");
  return { path, page: new PageFile({ path, preamble: "<pre>\n", maxSizeBytes, keep }) };
}

describe("PageFile", () => {
  it("begins a new file with the preamble, then appends", async () => {
    await using folder = await temporaryFolder();
    const { path, page } = pageIn(folder.path);
    await page.append("one\n");
    await page.append("two\n");
    expect(await readFile(path, "utf8")).toBe("<pre>\none\ntwo\n");
  });

  it("goes on with the file of a process before it", async () => {
    await using folder = await temporaryFolder();
    const { path, page } = pageIn(folder.path);
    await writeFile(path, "<pre>\none\n");
    await page.append("two\n");
    expect(await readFile(path, "utf8")).toBe("<pre>\none\ntwo\n");
  });

  it("ends a line that a killed process has left torn", async () => {
    await using folder = await temporaryFolder();
    const { path, page } = pageIn(folder.path);
    await writeFile(path, "<pre>\none\ntw");
    await page.append("three\n");
    await page.append("four\n");
    expect(await readFile(path, "utf8")).toBe("<pre>\none\ntw\nthree\nfour\n");
  });

  it("begins anew when somebody moved the file away or emptied it", async () => {
    await using folder = await temporaryFolder();
    const { path, page } = pageIn(folder.path);
    await page.append("one\n");
    await rename(path, `${path}.moved`);
    await page.append("two\n");
    expect(await readFile(path, "utf8")).toBe("<pre>\ntwo\n");
    await truncate(path);
    await page.append("three\n");
    expect(await readFile(path, "utf8")).toBe("<pre>\nthree\n");
  });

  it("rotates before the file outgrows its size", async () => {
    await using folder = await temporaryFolder();
    const { path, page } = pageIn(folder.path, 14);
    expect(await page.append("one\n")).toEqual({ rotated: false });
    expect(await page.append("two\n")).toEqual({ rotated: false });
    expect(await page.append("three\n")).toEqual({ rotated: true });
    expect(await readFile(path, "utf8")).toBe("<pre>\nthree\n");
    expect(await readFile(`${path}.1`, "utf8")).toBe("<pre>\none\ntwo\n");
    expect((await readdir(folder.path)).toSorted()).toEqual(["index.html", "index.html.1"]);
  });

  it("does not write through a link that leads off the volume", async () => {
    await using folder = await temporaryFolder();
    const { path, page } = pageIn(folder.path);
    const target = join(folder.path, "target");
    await writeFile(target, "precious");
    await symlink(target, path);
    await expect(page.append("one\n")).rejects.toMatchObject({ code: "ELOOP" });
    expect(await readFile(target, "utf8")).toBe("precious");
  });

  it("reports a missing volume, and goes on when it is back", async () => {
    await using folder = await temporaryFolder();
    const volume = join(folder.path, "volume");
    const { path, page } = pageIn(volume);
    await expect(page.append("one\n")).rejects.toMatchObject({ code: "ENOENT" });
    await mkdir(volume);
    await page.append("two\n");
    expect(await readFile(path, "utf8")).toBe("<pre>\ntwo\n");
  });

  it("reports a folder in place of the file", async () => {
    await using folder = await temporaryFolder();
    const { path, page } = pageIn(folder.path);
    await mkdir(path);
    await expect(page.append("one\n")).rejects.toMatchObject({ code: "EISDIR" });
  });

  it("reports a FIFO, and waits for nobody", async () => {
    await using folder = await temporaryFolder();
    const { path, page } = pageIn(folder.path);
    await promisify(execFile)("mkfifo", [path]);
    await expect(page.append("one\n")).rejects.toMatchObject({ code: "ERR_UNSAFE_NAME" });
  });

  it("reports a socket", async () => {
    await using folder = await temporaryFolder();
    const { path, page } = pageIn(folder.path);
    const server = createServer().listen(path);
    await once(server, "listening");
    await expect(page.append("one\n")).rejects.toMatchObject({ code: "ERR_UNSAFE_NAME" });
    server.close();
  });

  it("does not wait for a lease that another process holds", async () => {
    await using folder = await temporaryFolder();
    const { path, page } = pageIn(folder.path);
    await page.append("one\n");
    // F_SETLEASE, F_WRLCK; the signal that tells of a break (SIGIO) is ignored, as by a hostile process.
    const lease =
      "open(F, '+<', $ARGV[0]) or die; $SIG{IO} = 'IGNORE'; fcntl(F, 1024, 1) or die $!;";
    const holder = spawn("perl", ["-e", `${lease} $| = 1; print 'held'; sleep 600`, path]);
    await once(holder.stdout, "data");
    await expect(page.append("two\n")).rejects.toMatchObject({ code: "EAGAIN" });
    holder.kill("SIGKILL");
    await once(holder, "close");
    await page.append("three\n");
    expect(await readFile(path, "utf8")).toBe("<pre>\none\nthree\n");
  });

  it("writes a file that others may read", async () => {
    await using folder = await temporaryFolder();
    const { path, page } = pageIn(folder.path, 14);
    const modes: number[] = [];
    for (const line of ["one\n", "two\n", "three\n"]) {
      await page.append(line);
      modes.push((await stat(path)).mode & 0o777);
    }
    expect(modes).toEqual([0o644, 0o644, 0o644]);
  });
});
