import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { addLicences } from "../../scripts/add-licences.ts";

const APACHE = "Apache License\n";

interface Package {
  readonly license?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** A folder as `npm ci` leaves it. */
async function installed(packages: Readonly<Record<string, Package>>) {
  const folder = await temporaryFolder();
  const entries = Object.entries(packages).map(([name, { license }]) => [
    `node_modules/${name}`,
    { version: "1.0.0", ...(license === undefined ? {} : { license }) },
  ]);
  for (const [name, { files = {} }] of Object.entries(packages)) {
    const path = join(folder.path, "node_modules", name);
    await mkdir(path, { recursive: true });
    for (const [file, text] of Object.entries(files)) await writeFile(join(path, file), text);
  }
  const lock = {
    packages: {
      ...Object.fromEntries(entries),
      "node_modules/ours": { resolved: "packages/ours", link: true },
      "packages/ours": { version: "1.0.0" },
    },
  };
  await writeFile(join(folder.path, "node_modules", ".package-lock.json"), JSON.stringify(lock));
  await writeFile(join(folder.path, "LICENSE"), APACHE);
  return folder;
}

describe("addLicences", () => {
  it.each(["LICENSE", "LICENSE.md", "LICENCE.txt", "license", "COPYING"])(
    "is content with a package that has %s",
    async (file) => {
      await using folder = await installed({ a: { license: "MIT", files: { [file]: "MIT" } } });
      expect(await addLicences(folder.path)).toEqual([]);
    },
  );

  it("is content with a README that has the text", async () => {
    const text = "## License\n\nPermission is hereby granted, free\nof charge, to any person …";
    await using folder = await installed({ a: { license: "MIT", files: { "README.md": text } } });
    expect(await addLicences(folder.path)).toEqual([]);
  });

  it("gives a package of Apache-2.0 without a text a copy of it, wherever it is installed", async () => {
    const names = ["a", "@scope/b", "a/node_modules/c"];
    await using folder = await installed(
      Object.fromEntries(names.map((name) => [name, { license: "Apache-2.0" }])),
    );
    expect(await addLicences(folder.path)).toEqual([]);
    for (const name of names) {
      expect(await readFile(join(folder.path, "node_modules", name, "LICENSE"), "utf8")).toBe(
        APACHE,
      );
    }
  });

  it("names what has no text at all", async () => {
    await using folder = await installed({
      a: { license: "MIT", files: { "README.md": "## License\n\nMIT" } },
      b: {},
    });
    expect(await addLicences(folder.path)).toEqual([
      "node_modules/a (MIT)",
      "node_modules/b (no licence named)",
    ]);
  });
});
