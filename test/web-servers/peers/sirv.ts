import { createServer } from "node:http";
import sirv from "sirv";

const [folder = "", port = "", mode] = process.argv.slice(2);
// Without `dev` it looks at its files once, when it starts.
const serve = sirv(folder, { etag: true, dev: mode === "dev" });
createServer((request, response) => serve(request, response)).listen(Number(port), "127.0.0.1");
