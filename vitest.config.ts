import { type ViteUserConfig, defineConfig } from "vitest/config";
import { FACT_MS, TEST_MS } from "./test/e2e/patience.ts";

/** How long things may take: see there. No test depends on how busy the machine is. */
const LIMITS = {
  testTimeout: TEST_MS,
  hookTimeout: TEST_MS,
  expect: { poll: { timeout: FACT_MS } },
} as const;

const config: ViteUserConfig = defineConfig({
  test: {
    teardownTimeout: TEST_MS,
    reporters: ["default", ["json", { outputFile: "test-results/vitest.json" }]],
    projects: [
      {
        test: {
          name: "unit",
          include: ["{apps,packages,test}/**/*.test.ts"],
          exclude: ["test/{attack,e2e,manifests,torture}/**", "**/node_modules/**"],
          ...LIMITS,
        },
      },
      {
        test: {
          name: "manifests",
          include: ["test/manifests/**/*.test.ts"],
          globalSetup: ["test/manifests/global-setup.ts"],
          ...LIMITS,
        },
      },
      {
        test: {
          name: "torture",
          include: ["test/{attack,torture}/**/*.test.ts"],
          ...LIMITS,
          // They wait more than they work, and are no tests of speed.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/e2e/global-setup.ts"],
          ...LIMITS,
          fileParallelism: false,
        },
      },
    ],
  },
});

export default config;
