import { setTimeout as sleep } from "node:timers/promises";
import type { TestServer } from "../../web-servers/server.ts";

const PATIENCE_MS = 10_000;
const LOOK_GAP_MS = 20;

/** Waits until a server that has opened its port serves the page, too. @throws after 10 s */
export async function untilServed({ name, port }: TestServer): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    await answer.arrayBuffer();
    if (answer.ok) return;
    if (performance.now() > deadlineMs) {
      throw new Error(
        `Expected the page of ${name} within ${PATIENCE_MS} ms, got ${answer.status}`,
      );
    }
    await sleep(LOOK_GAP_MS);
  }
}
