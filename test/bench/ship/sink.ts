import { type AddressInfo, type Socket, createServer } from "node:net";
import { ObjectServer } from "./object-server.ts";
import type { SinkOrder } from "./sink-report.ts";
import { Tally } from "./tally.ts";

/**
 * Where the bench ships to, as a process of its own: an HTTP storage, and a TCP port for lines. It is
 * told what to count, and asked for it, by messages of its parent.
 */
export type SinkMessage = { readonly begin: SinkOrder } | "report" | "begin delays";

const NEWLINE = 0x0a;

let tally = new Tally({ mode: "discard" });
const objects = new ObjectServer((body) => tally.add(body));
const http = objects.toServer();
const tcp = createServer((socket) => receiveLines(socket));
for (const server of [http, tcp]) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
}

process.on("message", (message: SinkMessage) => {
  if (message === "report") process.send?.(tally.report);
  else if (message === "begin delays") tally.beginDelays();
  else {
    objects.forget();
    tally = new Tally(message.begin);
  }
});
process.on("disconnect", () => process.exit());
process.send?.({ httpPort: portOf(http.address()), tcpPort: portOf(tcp.address()) });

function receiveLines(socket: Socket): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on("data", (data: Buffer) => {
    const end = data.lastIndexOf(NEWLINE) + 1;
    if (end > 0) tally.add(Buffer.concat([rest, data.subarray(0, end)]));
    rest = end > 0 ? data.subarray(end) : Buffer.concat([rest, data]);
  });
  socket.on("error", () => socket.destroy());
}

function portOf(address: AddressInfo | string | null): number {
  return (address as AddressInfo).port;
}
