import { fileURLToPath } from "node:url";
import { imageOf } from "../../images.ts";
import { run } from "../../run.ts";
import type { AppContainer } from "../app-container.ts";
import type { Attack } from "./attacker.ts";

export interface RunningAttack extends AsyncDisposable {
  /** What the attacker has said so far. */
  log(): Promise<string>;
}

const ATTACKER = fileURLToPath(new URL("attacker.ts", import.meta.url));

/** Attacks a container from another one that shares its network, as any client of the node could. */
export async function startAttack(target: AppContainer, attack: Attack): Promise<RunningAttack> {
  const shape = ["--network", `container:${target.id}`, "--volume", `${ATTACKER}:/attacker.ts:ro`];
  const limits = ["--ulimit", `nofile=${attack.connections + 1_000}`];
  const program = ["--entrypoint", "node", imageOf("main-web"), "/attacker.ts"];
  const flags = ["--detach", "--rm", ...shape, ...limits];
  const id = (await run("docker", "run", ...flags, ...program, JSON.stringify(attack))).trim();
  return {
    log: () => run("docker", "logs", id),
    [Symbol.asyncDispose]: async () => {
      await run("docker", "rm", "--force", id);
    },
  };
}
