import { once } from "node:events";
import { type IncomingMessage, request as sendRequest } from "node:http";
import type { Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Behaviour } from "./fault-server.ts";

type Headers = Readonly<Record<string, string>>;

/** Takes the whole request, and answers. */
export function answer(status: number, headers: Headers = {}, body = ""): Behaviour {
  return async ({ request, response }) => {
    await buffer(request);
    response.writeHead(status, headers).end(body);
  };
}

/** Answers before the request is there, reads no more of it, and closes. */
export function answerEarly(status: number, body = ""): Behaviour {
  return ({ request, socket }) => {
    request.pause();
    socket.write(
      `HTTP/1.1 ${status} Early\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      () => socket.destroy(),
    );
  };
}

/**
 * Answers as if all were well after so many bytes of the request's body; then, of what is still to come,
 * takes all, takes nothing and closes, or resets the connection.
 */
export function succeedEarly(
  status: number,
  afterBytes: number,
  then: "takes the rest" | "closes" | "resets",
): Behaviour {
  return async ({ request, socket }) => {
    let bytes = 0;
    for await (const piece of request.iterator({
      destroyOnReturn: false,
    }) as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes >= afterBytes) break;
    }
    const closing = then === "takes the rest" ? "" : "connection: close\r\n";
    const head = `HTTP/1.1 ${status} Early\r\ncontent-length: 0\r\netag: "early"\r\n${closing}\r\n`;
    await new Promise((resolve) => socket.write(head, resolve));
    if (then === "takes the rest") request.resume();
    else if (then === "resets" && "resetAndDestroy" in socket) (socket as Socket).resetAndDestroy();
    else socket.destroy();
  };
}

/** Closes after so many bytes of the request's body. */
export function cutUpload(afterBytes: number): Behaviour {
  return async ({ request, socket }) => {
    let bytes = 0;
    for await (const piece of request as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes >= afterBytes) break;
    }
    socket.destroy();
  };
}

/** Closes amidst the answer's body. */
export function cutAnswer(status: number, headers: Headers, body: string): Behaviour {
  return async ({ request, response, socket }) => {
    await buffer(request);
    response.writeHead(status, { ...headers, "content-length": String(2 * body.length + 1) });
    response.write(body, () => socket.destroy());
  };
}

/** Does what it is told to, and nobody hears of it. */
export function loseAnswer(apply: () => void | Promise<void>): Behaviour {
  return async ({ request, socket }) => {
    await buffer(request);
    await apply();
    socket.destroy();
  };
}

/** Takes the whole request, and says nothing. */
export const neverAnswer: Behaviour = async ({ request }) => {
  await buffer(request);
};

/** Takes nothing of the body. */
export const stopReading: Behaviour = ({ request }) => {
  request.pause();
};

/** Answers with a byte now and then, without end. */
export function drip(intervalMs: number): Behaviour {
  return async ({ request, response, socket }) => {
    await buffer(request);
    response.writeHead(200);
    while (!socket.destroyed) {
      response.write(".");
      await sleep(intervalMs);
    }
  };
}

/** Takes a byte now and then. */
export function readSlowly(intervalMs: number): Behaviour {
  return async ({ request, socket }) => {
    while (!socket.destroyed) {
      request.read(1);
      await sleep(intervalMs);
    }
  };
}

/** Answers as fast as it can, without end. */
export function endless(status: number): Behaviour {
  return async ({ request, response, socket }) => {
    await buffer(request);
    response.writeHead(status);
    const piece = Buffer.alloc(65_536, ".");
    const pieces = function* (): Generator<Buffer, void, undefined> {
      while (!socket.destroyed) yield piece;
    };
    await pipeline(pieces, response);
  };
}

/** Writes these bytes as the answer, whatever they are. */
export function answerRaw(text: string): Behaviour {
  return async ({ request, socket }) => {
    await buffer(request);
    socket.write(text);
  };
}

/** Writes these bytes as the answer, and closes. */
export function answerAndClose(text: string): Behaviour {
  return async ({ request, socket }) => {
    await buffer(request);
    socket.end(text);
  };
}

/** Answers as if nothing were, and closes a moment later without having said so. */
export const closeUnannounced: Behaviour = async ({ request, response, socket }) => {
  await buffer(request);
  response
    .writeHead(200, { "content-length": "2" })
    .end("ok", () => setImmediate(() => socket.destroy()));
};

/** Hands the request on to another server, and its answer back. */
export function forward(upstream: URL): Behaviour {
  return async ({ request, response }) => {
    const answered = await askUpstream(upstream, request);
    response.writeHead(answered.statusCode ?? 500, answered.headers);
    await pipeline(answered, response);
  };
}

/** Has the other server do what it is asked for, and nobody hears of it. */
export function forwardAndLose(upstream: URL): Behaviour {
  return async ({ request, socket }) => {
    await buffer(await askUpstream(upstream, request));
    socket.destroy();
  };
}

/** Cuts the connection amidst the body; the other server sees that, too. */
export function forwardAndCut(upstream: URL): Behaviour {
  return async ({ request, socket }) => {
    const { method, url = "/", headers } = request;
    const onward = sendRequest(new URL(url, upstream), { method, headers, setHost: false });
    onward.on("error", () => {});
    for await (const piece of request as AsyncIterable<Buffer>) {
      onward.write(piece.subarray(0, piece.length / 2));
      break;
    }
    onward.destroy();
    socket.destroy();
  };
}

/** The name of the host is the one that the client asked for, as a good proxy has it. */
async function askUpstream(upstream: URL, request: IncomingMessage): Promise<IncomingMessage> {
  const { method, url = "/", headers } = request;
  const onward = sendRequest(new URL(url, upstream), { method, headers, setHost: false });
  const [[answered]] = await Promise.all([
    once(onward, "response") as Promise<[IncomingMessage]>,
    pipeline(request, onward),
  ]);
  return answered;
}
