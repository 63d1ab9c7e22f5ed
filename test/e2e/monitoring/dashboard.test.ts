import { describe, expect, it } from "vitest";
import { type Panel, readDashboard } from "./dashboard.ts";

const GRID_COLUMNS = 24;

const overlap = ({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe("the dashboard", async () => {
  const { panels, templating, schemaVersion } = await readDashboard();

  it("asks whatever Prometheus is chosen, for the Pods that are", () => {
    expect(schemaVersion).toBeGreaterThanOrEqual(39);
    const variables = templating.list.map(({ name, type }) => [name, type]);
    expect(variables).toEqual([
      ["datasource", "datasource"],
      ["namespace", "query"],
      ["pod", "query"],
    ]);
    for (const { type, datasource, targets = [] } of panels) {
      if (type === "row") continue;
      expect(datasource).toEqual({ type: "prometheus", uid: "${datasource}" });
      expect(targets.length).toBeGreaterThan(0);
      for (const { expr } of targets) expect(expr).toContain('namespace=~"$namespace",pod=~"$pod"');
    }
  });

  it("shows processes of ours only, whoever else is scraped", () => {
    const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    const shared = expressions.filter((expr) => /\b(?:process|nodejs)_/v.test(expr));
    expect(shared.length).toBeGreaterThan(0);
    // Names that every Prometheus client has: only a metric of the same target tells whose they are.
    for (const expr of shared) {
      expect(expr).toMatch(
        / and on \(job, instance\) \{__name__=~"(?:log_sidecar_|main_web_|\|)\w+/v,
      );
    }
  });

  it("lets Pods be chosen by what they are, so that injected sidecars can be, too", () => {
    const [, ...queries] = templating.list;
    for (const { definition = "" } of queries) {
      expect(definition).not.toContain("job=");
      const [, names = ""] = /__name__=~"(?<names>[^"]+)"/v.exec(definition) ?? [];
      expect(names.split("|").every((name) => /^(?:log_sidecar|main_web)_/v.test(name))).toBe(true);
      // What a sidecar without ticks has.
      expect(names).toContain("log_sidecar_ship_");
    }
  });

  it("gives each panel an id and a place of its own", () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const panel of panels) {
      expect(panel.gridPos.x + panel.gridPos.w).toBeLessThanOrEqual(GRID_COLUMNS);
      expect(panels.filter((other) => overlap(panel, other))).toEqual([panel]);
    }
  });
});
