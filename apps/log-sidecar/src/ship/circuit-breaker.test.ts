import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { CircuitBreaker } from "./circuit-breaker.ts";

const { signal } = new AbortController();

/** Several who have failed before and ask for their turn; `let in` are those who got it, in that order. */
function ask(breaker: CircuitBreaker, names: readonly string[]) {
  const letIn: string[] = [];
  const turns = names.map(async (name) => {
    const turn = await breaker.turn(1, signal);
    letIn.push(name);
    return turn;
  });
  return { letIn, turns };
}

async function fail(breaker: CircuitBreaker, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    using turn = await breaker.turn(0, signal);
    turn.failed();
  }
}

describe("CircuitBreaker", () => {
  it("holds nobody up as long as there are successes between the failures", async () => {
    const breaker = new CircuitBreaker(3);
    for (let round = 0; round < 5; round++) {
      await fail(breaker, 2);
      breaker.succeeded();
    }
    await fail(breaker, 2);
    const { letIn, turns } = ask(breaker, ["a", "b", "c"]);
    await Promise.all(turns);
    expect(letIn).toEqual(["a", "b", "c"]);
    for (const each of turns) expect((await each).failed()).toBe(0);
  });

  it("lets one after the other ask when all fail, each until the end of its pause", async () => {
    const breaker = new CircuitBreaker(3);
    await fail(breaker, 3);
    const { letIn, turns } = ask(breaker, ["a", "b", "c"]);
    for (const [index, each] of turns.entries()) {
      using turn = await each;
      expect(turn.failed()).toBe(index + 1);
      await setImmediate();
      expect(letIn).toEqual(["a", "b", "c"].slice(0, index + 1));
    }
  });

  it("lets all go on as soon as one has succeeded, while another still pauses", async () => {
    const breaker = new CircuitBreaker(1);
    await fail(breaker, 1);
    const { letIn, turns } = ask(breaker, ["a", "b", "c"]);
    using pausing = await turns[0];
    pausing?.failed();
    breaker.succeeded();
    await Promise.all(turns);
    expect(letIn).toEqual(["a", "b", "c"]);
  });

  it("does not take the end of an old turn for that of a new one", async () => {
    const breaker = new CircuitBreaker(1);
    await fail(breaker, 1);
    const old = await breaker.turn(1, signal);
    breaker.succeeded();
    await fail(breaker, 1);
    using _asking = await breaker.turn(1, signal);
    const { letIn } = ask(breaker, ["next"]);
    old[Symbol.dispose]();
    await setImmediate();
    expect(letIn).toEqual([]);
  });

  it("never holds up who has not failed, and lets it make no pause for others", async () => {
    const breaker = new CircuitBreaker(1);
    await fail(breaker, 1);
    using asking = await breaker.turn(1, signal);
    using fresh = await breaker.turn(0, signal);
    expect(asking.failed()).toBe(1);
    expect(fresh.failed()).toBe(0);
    expect(asking.failed()).toBe(2);
  });

  it("goes on with the next when one leaves the line, or comes out without an answer", async () => {
    const breaker = new CircuitBreaker(1);
    await fail(breaker, 1);
    const asking = await breaker.turn(1, signal);
    const leaving = new AbortController();
    const left = breaker.turn(1, leaving.signal);
    const { letIn, turns } = ask(breaker, ["next"]);
    leaving.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    asking[Symbol.dispose]();
    await Promise.all(turns);
    expect(letIn).toEqual(["next"]);
  });
});
