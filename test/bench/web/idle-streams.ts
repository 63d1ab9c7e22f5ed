import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Opens event streams that are left alone, but read. @throws when the server has none to offer */
export async function openIdleStreams(port: number, count: number): Promise<Disposable> {
  const sockets: Socket[] = [];
  for (let opened = 0; opened < count; opened++) sockets.push(await openStream(port));
  return {
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function openStream(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.write("GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
  const [head] = (await once(socket, "data")) as [Buffer];
  if (!/^HTTP\/1.1 200 .*text\/event-stream/sv.test(head.toString("latin1"))) {
    socket.destroy();
    throw new Error(`Expected an event stream at /events, got ${head.toString("latin1", 0, 80)}`);
  }
  socket.on("error", () => {}).resume();
  return socket;
}
