export interface ReadEvent {
  readonly type: string;
  readonly data: string;
}

/** A client of `/events`, as strict about the format as a browser; for tests. */
export interface EventReader extends AsyncDisposable {
  readonly response: Response;
  /** All that has come, as it came. */
  readonly text: string;
  readonly events: readonly ReadEvent[];
  /** What a browser would send as `Last-Event-ID`. */
  readonly lastId: string;
  /** Resolves when the server has ended the stream; rejects when it was cut. */
  readonly ended: Promise<void>;
}

/** Connects, and reads until it is disposed of. */
export async function readEvents(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventReader> {
  const controller = new AbortController();
  const response = await fetch(url, { headers, signal: controller.signal });
  let text = "";
  const read = async (): Promise<void> => {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? [])
      text += part;
  };
  const ended = read();
  ended.catch(() => {});
  const blocks = (): readonly string[] => text.split("\n\n").slice(0, -1);
  return {
    response,
    ended,
    get text() {
      return text;
    },
    get events() {
      return blocks().flatMap(parseBlock);
    },
    get lastId() {
      return (
        blocks()
          .flatMap((block) => fieldsOf(block, "id"))
          .at(-1) ?? ""
      );
    },
    [Symbol.asyncDispose]: async () => {
      controller.abort();
      await ended.catch(() => {});
    },
  };
}

/** A block without data is no event. */
function parseBlock(block: string): readonly ReadEvent[] {
  const data = fieldsOf(block, "data");
  if (data.length === 0) return [];
  return [{ type: fieldsOf(block, "event").at(-1) ?? "message", data: data.join("\n") }];
}

function fieldsOf(block: string, name: string): readonly string[] {
  const start = `${name}: `;
  const lines = block.split("\n").filter((line) => line.startsWith(start));
  return lines.map((line) => line.slice(start.length));
}
