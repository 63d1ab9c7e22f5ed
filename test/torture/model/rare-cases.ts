import type { Call, Command, WriterCommand } from "./command.ts";

const name = "a.log";
const truncate: WriterCommand = { do: "truncate", name, keepBytes: 0 };
const big: WriterCommand = { do: "write", name, what: "big" };
const line: WriterCommand = { do: "write", name, what: "line" };
const crash: Command = { do: "crash", state: "kept", codec: "none" };
const ship = (...calls: Call[]): Command => ({ do: "ship", aged: false, calls, afterLook: {} });
const none: Call = { fault: "none" };

/** What chance finds once in ten thousand cases or not at all; each was, or might be, a bug. */
const blank: WriterCommand = { do: "write", name, what: "blank" };
const aged: Command = { do: "ship", aged: true, calls: [], afterLook: {} };

export const RARE: Readonly<Record<string, readonly Command[]>> = {
  "a file is truncated after the answer to its first chunk was lost": [
    big,
    ship(none, none, { fault: "answer lost", after: truncate }),
  ],
  "a file is truncated while a chunk is found to be there already": [
    big,
    ship(none, none, { fault: "answer lost" }, { fault: "none", after: truncate }),
  ],
  "a file regrows after its loss could not be put on record": [
    line,
    ship(),
    truncate,
    ship(
      { fault: "unavailable" },
      { fault: "unavailable" },
      { fault: "unavailable", after: { do: "rewrite", name, lines: 8 } },
    ),
  ],
  "the answer about a loss is lost, and the file regrows": [
    line,
    ship(),
    truncate,
    ship({ fault: "answer lost", after: { do: "rewrite", name, lines: 8 } }),
  ],
  "it crashes after a loss behind its position": [
    big,
    ship(),
    { do: "truncate", name, keepBytes: 36 },
    ship(none, { fault: "crash after" }),
  ],
  "it crashes between a chunk and its checkpoint, and is set up otherwise": [
    big,
    ship(none, none, { fault: "crash after" }),
    { ...crash, codec: "zstd" },
    { do: "rename", name, to: "b.log" },
  ],
  "a file is truncated before anything of it was shipped, and it crashes": [
    line,
    ship(),
    truncate,
    ship(),
    crash,
    line,
  ],
  "a file is rewritten, and looks the same in its last chunk": [
    line,
    aged,
    aged,
    blank,
    aged,
    aged,
    truncate,
    blank,
    line,
  ],
  "what a crash left unacknowledged is truncated away while nobody looks": [
    line,
    ship(),
    {
      do: "ship",
      aged: true,
      calls: [none, { fault: "crash after", before: truncate }],
      afterLook: {},
    },
    line,
    ship(
      { ...none, after: line },
      { ...none, before: line, after: line },
      { fault: "unavailable" },
      { ...none, after: truncate },
    ),
  ],
  "what was shipped after its checkpoint is truncated away, up to that": [
    big,
    ship(),
    aged,
    { do: "crash", state: "older checkpoints", codec: "none" },
    ship({ ...none, before: { do: "truncate", name, keepBytes: -9 } }),
  ],
};
