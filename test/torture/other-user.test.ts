import { execFileSync } from "node:child_process";
import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";

const NOBODY = 65_534;
const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url));

/** Has a test of that checkout open the other user, who loads every module of log-sidecar. */
function loadAsNobody(checkout: string): string {
  const load = `const { glob } = await import("node:fs/promises");
    const files = await Array.fromAsync(glob(process.argv[1] + "/**/*.ts", { exclude: ["**/*.test.ts", "**/fixture.ts"] }));
    for (const file of files) if (!file.endsWith("/main.ts")) await import(file);
    console.log(process.getuid(), files.length > 100);`;
  const script = `import { execFileSync } from "node:child_process";
    import { dirname } from "node:path";
    const { openOtherUser } = await import(${JSON.stringify(join(checkout, "test/torture/other-user.ts"))});
    await using user = await openOtherUser(${NOBODY}, ${NOBODY});
    const { uid, gid, installation: { node, main } } = user;
    const args = ["--input-type=module", "--eval", ${JSON.stringify(load)}, dirname(main)];
    process.stdout.write(execFileSync(node, args, { uid, gid, cwd: dirname(main), encoding: "utf8" }));`;
  const args = ["--input-type=module", "--eval", script];
  return execFileSync(process.execPath, args, { encoding: "utf8" });
}

/** Copies the sources; what is installed is linked to. */
async function copyCheckout(to: string): Promise<void> {
  execFileSync("cp", [
    "-r",
    ...["apps", "packages", "test"].map((name) => join(CHECKOUT, name)),
    to,
  ]);
  await mkdir(join(to, "node_modules"));
  for (const name of await readdir(join(CHECKOUT, "node_modules"))) {
    if (name === "@sidecar-pair" || name.startsWith(".")) continue;
    await symlink(join(CHECKOUT, "node_modules", name), join(to, "node_modules", name));
  }
  execFileSync("cp", [
    "-r",
    join(CHECKOUT, "node_modules/@sidecar-pair"),
    join(to, "node_modules"),
  ]);
}

it("runs log-sidecar as another user in a checkout that nobody else can read", async () => {
  await using folder = await temporaryFolder();
  await copyCheckout(folder.path);
  execFileSync("chmod", ["-R", "go=", folder.path]);
  expect(loadAsNobody(folder.path)).toBe(`${NOBODY} true\n`);
});
