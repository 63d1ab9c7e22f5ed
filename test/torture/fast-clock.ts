import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

/**
 * Loaded before the program, it makes its time go by faster: what it does twice a second comes forty
 * times, and what it waits for five seconds comes in a quarter of one.
 */
const FACTOR = 20;

const { setTimeout: sleep } = timers;
Object.assign(timers, {
  setTimeout: (durationMs: number, value: unknown, options?: object) =>
    sleep(durationMs / FACTOR, value, options),
});
const realNow = performance.now.bind(performance);
Object.defineProperty(performance, "now", { value: () => realNow() * FACTOR });
syncBuiltinESMExports();
