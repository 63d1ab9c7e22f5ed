import { join } from "node:path";
import { type Codec, canaryFolder } from "../../../apps/log-sidecar/src/chunk/chunk-key.ts";
import { Collector } from "../../../apps/log-sidecar/src/collect/collector.ts";
import type { Collected } from "../../../apps/log-sidecar/src/collect/collected.ts";
import { selectionOf } from "../../../apps/log-sidecar/src/collect/selection.ts";
import { ChainShipper } from "../../../apps/log-sidecar/src/ship/chain-shipper.ts";
import type { ShipContext } from "../../../apps/log-sidecar/src/ship/ship-context.ts";
import { ProvenStorage } from "../../../apps/log-sidecar/src/storage/proven-storage.ts";
import { createSlots } from "../../../apps/log-sidecar/src/ship/slots.ts";
import type { ShipReport } from "../../../apps/log-sidecar/src/ship/ship-report.ts";
import { SELECTED, type Call, type Command, type WriterCommand } from "./command.ts";
import { FaultyCheckpoints, type OlderCheckpoints } from "./faulty-checkpoints.ts";
import { MemoryStorage, type Objects, type StorageKind } from "./memory-storage.ts";
import { type Item, afterStep, beforeStep, forgetInvisible, owe } from "./item.ts";
import type { Track, Volume } from "./volume.ts";

type Ship = Extract<Command, { do: "ship" }>;

export const POD = { namespace: "default", pod: "pair" };
const LIMITS = { chunkBytes: 16, maxAgeMs: 1_000 };
/** No file here needs more; one that does goes round in circles. */
const STEPS_MAX = 200;
/** A step that fails is repeated, until the next round at the latest. */
const FAILURES_MAX = 3;

const nothing = (): void => {};
const neverAborts = (): AbortSignal => new AbortController().signal;
/** Takes every report, also of the parts of it. */
const REPORT = new Proxy(nothing, { get: () => REPORT }) as unknown as ShipReport;

/** What outlives a sidecar. */
export interface World {
  readonly volume: Volume;
  readonly objects: Objects;
  readonly older: OlderCheckpoints;
  readonly kind: StorageKind;
}

/** One life of the sidecar, from its start to its crash, without timers. */
export class Incarnation {
  readonly items = new Set<Item>();
  isDead = false;
  readonly #volume: Volume;
  readonly #collector: Collector;
  readonly #checkpoints: FaultyCheckpoints;
  readonly #storage: ProvenStorage;
  readonly #context: ShipContext;
  #calls: Call[] = [];
  #afterLook: (WriterCommand | undefined)[] = [];
  #looks = 0;
  #isStepping = false;
  #nowMs = 0;

  constructor({ volume, objects, older, kind }: World, codec: Codec) {
    this.#volume = volume;
    const stateFolder = join(volume.root, ".state");
    const selection = selectionOf({ root: volume.root, stateFolder }, SELECTED, []);
    const fileFailed = (_: string, error: unknown): never => {
      throw error;
    };
    const events = {
      pinned: nothing,
      pinFailed: fileFailed,
      pinDropped: nothing,
      fileFailed,
      leftOut: nothing,
      lost: nothing,
      entered: nothing,
    };
    this.#collector = new Collector(selection, events, { pinsAlways: true });
    this.#checkpoints = new FaultyCheckpoints(selection, older, () => this.#next());
    const storage = new MemoryStorage(objects, () => this.#next(), kind);
    this.#storage = new ProvenStorage(storage, {
      folder: canaryFolder(POD),
      callSignal: neverAborts,
      proven: nothing,
    });
    this.#context = {
      storage: this.#storage,
      checkpoints: this.#checkpoints,
      pod: POD,
      codec,
      limits: LIMITS,
      slots: createSlots(1, LIMITS.chunkBytes),
      report: REPORT,
      nowMs: () => this.#nowMs,
      callSignal: neverAborts,
    };
    volume.beforeTruncation = (track) => this.#owe(track);
  }

  /** One round of shipping: each file until nothing is to do at once, or something fails. */
  async ship({ aged, calls, afterLook }: Omit<Ship, "do">, isFinal = false): Promise<void> {
    await this.#storage.prove();
    this.#calls = [...calls];
    this.#looks = 0;
    this.#afterLook = Array.from({ length: 6 }, (_, index) => afterLook[index]);
    if (aged) this.#nowMs += LIMITS.maxAgeMs;
    await this.#scan();
    for (const item of this.items) {
      item.failures = 0;
      for (let steps = 0; !this.isDead && (await this.#step(item, isFinal)); steps++) {
        if (steps > STEPS_MAX) throw new Error("Expected shipping to come to an end");
      }
      if (this.isDead) return;
    }
    [this.#calls, this.#afterLook] = [[], []];
  }

  /** Lets go of what has no name and is shipped, as if it had been quiet for long. */
  async retire(): Promise<void> {
    await this.#scan();
    for (const item of this.items) {
      const { collected, chain } = item;
      const { sizeBytes } = await collected.source.state();
      if (collected.isNamed || chain.lagBytes > 0 || chain.position !== sizeBytes) continue;
      this.items.delete(item);
      await this.#collector.release(collected);
      await this.#checkpoints.remove(collected.source.generationId);
    }
  }

  /** The process is no more: it can do nothing, and what it knew is forgotten. */
  async end(): Promise<void> {
    this.isDead = true;
    this.#volume.beforeTruncation = nothing;
    await this.#collector[Symbol.asyncDispose]();
    for (const track of this.#volume.tracks) track.owed = [];
  }

  async #scan(): Promise<void> {
    await this.#collector.scan();
    await this.#collector.openWaiting();
    for (const collected of this.#collector.takeFound()) this.#add(collected);
  }

  #add(collected: Collected): void {
    const { source } = collected;
    const track = this.#volume.tracks.find(
      ({ generationId }) => generationId === source.generationId,
    );
    const chain = new ChainShipper(source, collected.path, this.#context);
    const item: Item = {
      collected,
      chain,
      track,
      knownLife: undefined,
      failures: 0,
      seenBytes: 0,
      isOver: false,
      isMistaken: false,
      firstLook: undefined,
    };
    this.items.add(item);
    const [state, readInto] = [source.state.bind(source), source.readInto.bind(source)];
    source.state = async () => {
      const now = await state();
      if (track !== undefined && this.#isStepping) {
        forgetInvisible(track);
        item.firstLook ??= { life: track.life, sizeBytes: now.sizeBytes };
      }
      return this.#looked(now);
    };
    source.readInto = async (buffer, start) => this.#looked(await readInto(buffer, start));
  }

  async #step(item: Item, isFinal: boolean): Promise<boolean> {
    const { chain, collected } = item;
    const isRewritten = beforeStep(item);
    let isDone = false;
    this.#isStepping = true;
    try {
      const isMore = await chain.step(isFinal || !collected.isNamed);
      isDone = true;
      return isMore;
    } catch {
      return ++item.failures < FAILURES_MAX;
    } finally {
      this.#isStepping = false;
      afterStep(item, isRewritten, isDone);
    }
  }

  #looked<T>(result: T): T {
    const command = this.#afterLook[this.#looks++];
    if (command !== undefined) this.#volume.apply(command);
    return result;
  }

  #next() {
    if (this.isDead) throw new Error("Expected a dead process to do nothing");
    const call = this.#calls.shift() ?? { fault: "none" };
    return {
      call,
      crash: (): never => {
        this.isDead = true;
        throw new Error("crash");
      },
      apply: (when: "before" | "after") => {
        const command = call[when];
        if (command !== undefined) this.#volume.apply(command);
      },
    };
  }

  #owe(track: Track): void {
    for (const item of this.isDead ? [] : this.items) if (item.track === track) owe(item, track);
  }
}
