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

  it("gives each panel an id and a place of its own", () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const panel of panels) {
      expect(panel.gridPos.x + panel.gridPos.w).toBeLessThanOrEqual(GRID_COLUMNS);
      expect(panels.filter((other) => overlap(panel, other))).toEqual([panel]);
    }
  });
});
