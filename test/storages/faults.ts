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

/** Answers as if nothing were, and closes a moment later without having said so. */
export const closeUnannounced: Behaviour = async ({ request, response, socket }) => {
  await buffer(request);
  response
    .writeHead(200, { "content-length": "2" })
    .end("ok", () => setImmediate(() => socket.destroy()));
};
