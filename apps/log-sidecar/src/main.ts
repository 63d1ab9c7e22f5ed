import { runMain } from "@sidecar-pair/runtime/run-main.ts";

await runMain(() => import("./program.ts"));
