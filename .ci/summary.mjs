// Prints "N passed, N failed, N skipped" from vitest's own report, and exits as CI should: what was
// skipped, or failed before a test could run (lint, types, no container engine), is a failure.
import { existsSync, readFileSync } from "node:fs";

const [report, status] = process.argv.slice(2);
const results = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : {};
const { numPassedTests: passed = 0, numPendingTests = 0, numTodoTests = 0 } = results;
const skipped = numPendingTests + numTodoTests;
// A file that fails before its tests (it cannot be loaded, its set-up fails) counts none of them.
const broken = (results.testResults ?? []).filter(
  (file) =>
    file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
).length;
const counted = (results.numFailedTests ?? 0) + broken;
const failed = counted === 0 && status !== "0" ? 1 : counted;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = passed > 0 && failed === 0 && skipped === 0 ? 0 : 1;
