import { Duplex } from "node:stream";
import type { Socket } from "node:net";
import { expect, it } from "vitest";
import { Connection } from "./connection.ts";

it("rests after requests that were answered without a response object", () => {
  // All that a connection asks of its socket is how much has come in, and how much is to go out.
  const socket = Object.assign(new Duplex({ read: () => {}, write: () => {} }), { bytesRead: 0 });
  const connection = new Connection(socket as unknown as Socket, 1);
  expect([connection.occupation, connection.isAtRest]).toEqual(["waiting", true]);
  socket.bytesRead = 50;
  expect([connection.occupation, connection.isAtRest]).toEqual(["waiting", false]);
  connection.answered(50, 2);
  expect([connection.occupation, connection.isAtRest]).toEqual(["resting", true]);
  expect(connection.sinceMs).toBe(2);
  socket.write("an answer that nobody takes");
  expect([connection.occupation, connection.isAtRest]).toEqual(["reading", false]);
});
