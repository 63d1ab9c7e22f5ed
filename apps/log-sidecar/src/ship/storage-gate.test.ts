import { describe, expect, it } from "vitest";
import { StorageGate } from "./storage-gate.ts";

function gateWith(stop: AbortSignal = new AbortController().signal) {
  const pausesMs: number[] = [];
  const sleep = async (durationMs: number): Promise<void> => {
    pausesMs.push(durationMs);
    await Promise.resolve();
  };
  return { gate: new StorageGate({ stop, random: () => 0.5, sleep }), pausesMs };
}

describe("StorageGate", () => {
  it("is closed until the storage has been tried out", async () => {
    const { gate } = gateWith();
    expect(gate.health).toEqual({ ok: false, reason: "the storage has not been tried out yet" });
    await gate.openWhen(
      async () => await Promise.resolve(),
      () => expect.unreachable(),
    );
    expect(gate.health).toEqual({ ok: true });
    await gate.opened;
  });

  it("says in one line why it is closed, tries again, and opens when that works", async () => {
    const { gate, pausesMs } = gateWith();
    const seen: unknown[] = [];
    let attempts = 0;
    const prove = async (): Promise<void> => {
      await Promise.resolve();
      if (attempts++ < 2) throw new Error("no such bucket\n<Error>…</Error>");
      seen.push(gate.health);
    };
    const failures: unknown[] = [];
    await gate.openWhen(prove, (error) => failures.push(error));
    expect(failures).toHaveLength(2);
    expect(seen).toEqual([{ ok: false, reason: "the storage cannot be used: no such bucket" }]);
    expect(pausesMs).toEqual([3_750, 3_750]);
    expect(gate.health).toEqual({ ok: true });
  });

  it("gives up when told to stop", async () => {
    const controller = new AbortController();
    const { gate } = gateWith(controller.signal);
    await gate.openWhen(
      async () => await Promise.reject(new Error("away")),
      () => controller.abort(),
    );
    expect(gate.health).toMatchObject({ ok: false });
  });
});
