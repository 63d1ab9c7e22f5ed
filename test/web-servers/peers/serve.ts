import { createServer } from "node:http";
import handler from "serve-handler";

// What `serve` of Vercel runs.
const [folder = "", port = ""] = process.argv.slice(2);
const server = createServer((request, response) => {
  void handler(request, response, { public: folder, etag: true });
});
server.listen(Number(port), "127.0.0.1");
