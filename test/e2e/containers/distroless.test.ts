import { expect, it } from "vitest";
import { PATIENT } from "../patience.ts";
import { readTicks } from "../read-ticks.ts";
import { startApp } from "./start-app.ts";
import { folderVolume } from "./volumes.ts";

const target = "distroless";

it("serves the page from images that hold nothing but Node.js and the apps", async () => {
  await using volume = await folderVolume();
  await using sidecar = await startApp("log-sidecar", { volume, target });
  await using web = await startApp("main-web", { volume, target });
  await expect.poll(() => web.probe("/readyz"), PATIENT).toBe("200 ok");
  expect(readTicks(await web.page()).length).toBeGreaterThan(0);

  for (const container of [sidecar, web]) {
    expect(await container.exec("node", "--version")).toMatchObject({ exitCode: 0 });
    for (const program of ["sh", "bash", "curl", "apt", "dpkg"]) {
      const { output } = await container.exec(program, "--version");
      expect(output).toContain(`exec: "${program}": executable file not found`);
    }
  }
});
