import { describe, expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { APPS, type App, type Target, imageOf } from "../images.ts";
import { run } from "../run.ts";

/** What `docker image inspect` tells, as far as it is looked at here. */
interface Image {
  readonly Config: {
    readonly User: string;
    readonly Entrypoint: readonly string[];
    readonly Cmd: readonly string[] | null;
    readonly Labels: Readonly<Record<string, string>>;
  };
  readonly RootFS: { readonly Layers: readonly string[] };
}

const TARGETS: readonly Target[] = ["default", "distroless"];
const USERS: Readonly<Record<App, string>> = {
  "main-web": "10001:10001",
  "log-sidecar": "10002:10001",
};

describe.each(TARGETS)("an image of the target %s", (target) => {
  it.each(APPS)("of %s names its user by number, for runAsNonRoot", async (app) => {
    expect((await inspect(app, target)).Config.User).toBe(USERS[app]);
  });

  it.each(APPS)("of %s runs node itself, without a shell around it", async (app) => {
    const { Entrypoint, Cmd } = (await inspect(app, target)).Config;
    expect([Entrypoint[0], Entrypoint.at(-1)]).toEqual(["node", `/app/apps/${app}/src/main.ts`]);
    expect(Cmd).toBeNull();
  });

  it.each(APPS)("of %s opens no debugger on SIGUSR1, not even while it starts", async (app) => {
    expect((await inspect(app, target)).Config.Entrypoint).toContain("--disable-sigusr1");
  });

  it.each(APPS)("of %s is labelled with what it is", async (app) => {
    expect((await inspect(app, target)).Config.Labels).toMatchObject({
      "org.opencontainers.image.title": app,
      "org.opencontainers.image.version": packageJson.version,
      "org.opencontainers.image.licenses": packageJson.license,
    });
  });

  it.each(APPS)(
    "of %s has the licence texts of us, of Node.js and of every package",
    async (app) => {
      // Node itself looks: the distroless image has no other program.
      const program = `
      const { readdirSync, readFileSync } = require("node:fs");
      const { packages } = require("/app/node_modules/.package-lock.json");
      const texts = ["/app/LICENSE", "/usr/share/doc/node/copyright", "/usr/share/doc/libc6/copyright",
        "/usr/share/doc/libstdc++6/copyright", "/usr/share/common-licenses/GPL-3"];
      const short = texts.filter((path) => readFileSync(path, "utf8").length < 500);
      const installed = Object.entries(packages).filter(([path, { link }]) => path.includes("node_modules/") && !link);
      const bare = installed.map(([path]) => path).filter((path) =>
        !readdirSync("/app/" + path).some((name) => /^(licen[cs]e|copying|readme)/i.test(name)));
      console.log(JSON.stringify({ short, bare, isSome: installed.length > 10 }));`;
      const image = ["--entrypoint", "node", imageOf(app, target)];
      const printed = await run("docker", "run", "--rm", ...image, "--eval", program);
      expect(JSON.parse(printed)).toEqual({ short: [], bare: [], isSome: true });
    },
  );

  it.each(APPS)("of %s lets every user read its program, and only root change it", async (app) => {
    // This is so with any umask of the checkout. Root looks, as no other user sees all that is wrong.
    const program = `
      const { lstatSync, readdirSync } = require("node:fs");
      const paths = ["/app", ...readdirSync("/app", { recursive: true }).map((name) => "/app/" + name)];
      const wanted = (stat) => (stat.isDirectory() || stat.mode & 0o111 ? 0o755 : 0o644);
      const wrong = paths.filter((path) => {
        const stat = lstatSync(path);
        const isRoots = stat.uid === 0 && stat.gid === 0;
        return !stat.isSymbolicLink() && !(isRoots && (stat.mode & 0o7777) === wanted(stat));
      });
      console.log(JSON.stringify({ wrong, isSome: paths.length > 100 }));`;
    const asRoot = ["--user", "0:0", "--entrypoint", "node", imageOf(app, target)];
    const printed = await run("docker", "run", "--rm", ...asRoot, "--eval", program);
    expect(JSON.parse(printed)).toEqual({ wrong: [], isSome: true });
  });

  it("shares every layer with that of the other app but the last", async () => {
    const [web, sidecar] = await Promise.all(APPS.map((app) => inspect(app, target)));
    expect(web?.RootFS.Layers.slice(0, -1)).toEqual(sidecar?.RootFS.Layers.slice(0, -1));
    expect(web?.RootFS.Layers.length).toBeGreaterThan(1);
  });
});

describe.each(APPS)("the image of %s", (app) => {
  it("has curl, and node as the only tool for its files, of which its user may change none", async () => {
    expect(await shell(app, "curl --version")).toMatch(/^curl \d/);
    const tools = ["npm", "npx", "corepack", "yarn"].map((name) => `-name ${name} -o`).join(" ");
    // Node itself is looked for as well: that it is found shows that the command looks everywhere.
    const find = `find / -xdev ! -type d \\( -name node -o ${tools} -type f -writable \\) 2> /dev/null || true`;
    expect(await shell(app, find)).toBe("/usr/local/bin/node\n");
  });
});

describe("the image of log-sidecar", () => {
  it("has folders for its volumes, the one of its state for its user alone", async () => {
    const stat = "stat -c '%u:%g %a' /var/log/pod /var/lib/log-sidecar";
    expect(await shell("log-sidecar", stat)).toBe("10002:10001 2775\n10002:10001 700\n");
  });

  it.each([
    ["as it is started", async () => await codeFlags("log-sidecar")],
    ["without flags, as by `kubectl exec`", () => Promise.resolve([])],
  ])("has every storage compiled, so that no TypeScript is parsed: %s", async (_, flagsOf) => {
    const program = `
      import { glob } from "node:fs/promises";
      const files = await Array.fromAsync(glob("/app/apps/log-sidecar/src/storage/**/*.ts"));
      for (const file of files) await import(file);
      const isLoaded = process.moduleLoadList.some((name) => name.includes("amaro"));
      console.log(files.length > 10, isLoaded);`;
    const image = ["--entrypoint", "node", imageOf("log-sidecar")];
    const node = [...(await flagsOf()), "--input-type=module", "--eval", program];
    expect(await run("docker", "run", "--rm", ...image, ...node)).toBe("true false\n");
  });
});

/** What the image hands to Node.js before the program. */
async function codeFlags(app: App): Promise<readonly string[]> {
  const { Config } = await inspect(app, "default");
  const flags = Config.Entrypoint.filter((word) => word.startsWith("--"));
  expect(flags).toContain("--no-opt");
  return flags;
}

async function inspect(app: App, target: Target): Promise<Image> {
  const [image] = JSON.parse(
    await run("docker", "image", "inspect", imageOf(app, target)),
  ) as readonly [Image];
  return image;
}

/** Runs a command in the image as its user, without any restriction of ours. */
async function shell(app: App, command: string): Promise<string> {
  return await run("docker", "run", "--rm", "--entrypoint", "sh", imageOf(app), "-c", command);
}
