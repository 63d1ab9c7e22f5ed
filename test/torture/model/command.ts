import {
  type Arbitrary,
  array,
  boolean,
  constant,
  constantFrom,
  dictionary,
  integer,
  nat,
  oneof,
  option,
  record,
} from "fast-check";
import type { Codec } from "../../../apps/log-sidecar/src/chunk/chunk-key.ts";

/** What a writer, or whoever rotates, does to the volume. */
export type WriterCommand =
  | {
      readonly do: "write";
      readonly name: string;
      readonly what: "line" | "part" | "big" | "blank";
    }
  | { readonly do: "rename"; readonly name: string; readonly to: string }
  | { readonly do: "delete"; readonly name: string }
  | {
      readonly do: "truncate";
      readonly name: string /** Negative: all but so many. */;
      readonly keepBytes: number;
    }
  | { readonly do: "rewrite"; readonly name: string; readonly lines: number };

/** What befalls a call to the storage, or the writing of a checkpoint. */
export const FAULTS = [
  "none",
  /** Applied, but the answer is lost. */
  "answer lost",
  "unavailable",
  "refused",
  /** A listing is cut in its middle, all else before it is applied. */
  "cut",
  "slow",
  "crash before",
  "crash after",
] as const;

export interface Call {
  /** `short`: of what is read the second half is missing, which only a listing can tell. */
  readonly fault: (typeof FAULTS)[number] | "short";
  /** What happens on the volume before the call is applied, and after it. */
  readonly before?: WriterCommand | undefined;
  readonly after?: WriterCommand | undefined;
  /** So many of the newest keys are missing from a listing. */
  readonly staleKeys?: number | undefined;
}

export type Command =
  | WriterCommand
  | {
      readonly do: "ship";
      /** Whether what waits has waited for long enough. */
      readonly aged: boolean;
      /** For the calls in their order; those beyond are without a fault. */
      readonly calls: readonly Call[];
      /** What happens after which of the looks at a file, and readings of one. */
      readonly afterLook: Readonly<Record<number, WriterCommand>>;
    }
  | { readonly do: "retire" }
  | {
      readonly do: "crash";
      readonly state: "kept" | "lost" | "older checkpoints";
      readonly codec: Codec;
    };

const NAMES = ["a.log", "b.log", "a.log.1", "a.old"] as const;
export const SELECTED = ["*.log", "*.log.1"] as const;

const name = constantFrom("a.log", "a.log", "a.log", ...NAMES);
const writer: Arbitrary<WriterCommand> = oneof(
  {
    weight: 6,
    arbitrary: record({
      do: constant("write"),
      name,
      what: constantFrom("line", "line", "part", "big"),
    }),
  },
  { weight: 1, arbitrary: record({ do: constant("rename"), name, to: name }) },
  { weight: 1, arbitrary: record({ do: constant("delete"), name }) },
  {
    weight: 2,
    arbitrary: record({
      do: constant("truncate"),
      name,
      keepBytes: oneof(constant(0), nat({ max: 40 }), integer({ min: -12, max: -1 })),
    }),
  },
  {
    weight: 1,
    arbitrary: record({
      do: constant("rewrite"),
      name,
      lines: integer({ min: 1, max: 8 }),
    }),
  },
);

const perhaps = <T>(arbitrary: Arbitrary<T>) => option(arbitrary, { nil: undefined, freq: 3 });

const codec = constantFrom<Codec[]>("none", "none", "none", "none", "zstd");
/** The worst that can happen just then. */
const meanwhile = oneof(writer, record({ do: constant("truncate"), name, keepBytes: constant(0) }));
const calls = ({ isStale, isListed }: Circumstances): Arbitrary<readonly Call[]> =>
  array(
    record(
      {
        fault: constantFrom<Call["fault"][]>(
          ...(["none", "none", "none", "none"] as const),
          ...FAULTS,
          ...(isListed && !isStale ? (["short"] as const) : []),
        ),
        before: perhaps(meanwhile),
        after: perhaps(meanwhile),
        ...(isStale && { staleKeys: perhaps(integer({ min: 1, max: 3 })) }),
      },
      { requiredKeys: ["fault"] },
    ),
    { maxLength: 6 },
  );

const sidecar = ({ isStale, isListed }: Circumstances): Arbitrary<Command> =>
  oneof(
    {
      weight: 6,
      arbitrary: record({
        do: constant("ship"),
        aged: boolean(),
        calls: oneof(constant([]), calls({ isStale, isListed })),
        afterLook: oneof(
          constant({}),
          dictionary(constantFrom("0", "1", "2", "3", "5"), writer, { maxKeys: 2 }),
        ),
      }),
    },
    { weight: 1, arbitrary: record({ do: constant("retire") }) },
    {
      weight: 2,
      arbitrary: record({
        do: constant("crash"),
        state: constantFrom("kept", "kept", isListed ? "lost" : "kept", "older checkpoints"),
        codec,
      }),
    },
  );

export interface Circumstances {
  /** Whether listings may lag behind what was stored. */
  readonly isStale: boolean;
  /** Without a listing and without state, a file that begins as one before it did is taken for that. */
  readonly isListed: boolean;
}

export function commands(circumstances: Circumstances): Arbitrary<readonly Command[]> {
  return array(oneof(writer, sidecar(circumstances)), { maxLength: 24, size: "max" });
}
