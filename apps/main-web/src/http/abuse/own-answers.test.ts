import {
  type Arbitrary,
  array,
  assert,
  asyncProperty,
  constantFrom,
  integer,
  record,
} from "fast-check";
import { expect, it } from "vitest";
import type { RenderedAnswer } from "../plain-answer.ts";
import { NamedClient } from "./named-client.ts";
import { startTestServer } from "./start-test-server.ts";

/** What a client can do next; what is more likely stands here more often. */
const ACTS = [
  ...(["repeat", "repeat", "repeat", "ask", "ask", "hurry", "pipeline", "cut", "offer"] as const),
  ...(["tunnel", "tunnel", "tunnels", "nonsense", "body", "end", "destroy", "reset"] as const),
] as const;
const CLIENTS = 5;

/** Who does what, in turn. Whoever is not there yet connects first, and is silent at "connect". */
const anyTurns: Arbitrary<{ client: number; act: (typeof ACTS)[number] | "connect" }[]> = array(
  record({ client: integer({ min: 0, max: CLIENTS - 1 }), act: constantFrom("connect", ...ACTS) }),
  { minLength: 5, maxLength: 25 },
);

/** The same as the handler's, without Node's parser. */
function echoPlainly({ url }: { readonly url: string }): RenderedAnswer {
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${url.length}\r\nConnection: keep-alive\r\n\r\n`;
  return { status: 200, bytes: Buffer.from(head + url) };
}

it("gives each of several clients its own answers and no others, whatever they send", async () => {
  let parsedCount = 0;
  await using server = await startTestServer({
    handler: ({ url = "" }, response) => {
      parsedCount++;
      response.setHeader("Content-Length", url.length).end(url);
    },
    plainAnswer: echoPlainly,
  });
  let clientCount = 0;
  let askedCount = 0;
  await assert(
    asyncProperty(anyTurns, async (turns) => {
      await using opened = new AsyncDisposableStack();
      const all: NamedClient[] = [];
      const current = new Map<number, NamedClient>();
      for (const { client: index, act } of turns) {
        let client = current.get(index);
        if (client === undefined || (act === "connect" && client.isOver)) {
          client = opened.use(await NamedClient.open(server.port, `client${clientCount++}`));
          all.push(client);
          current.set(index, client);
        }
        if (act !== "connect") await client[act]();
      }
      for (const client of all) {
        expect(await client.finish()).toEqual(client.expected);
        askedCount += client.expected.length;
      }
    }),
    { numRuns: 1_000 },
  );
  // Else nothing was answered past Node's parser.
  expect(parsedCount).toBeLessThan(askedCount - 1_000);
}, 240_000);
