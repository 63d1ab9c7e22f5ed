import { expect, it } from "vitest";
import { sendRaw, statusesOf } from "./raw-client.ts";
import { startTestServer } from "./start-test-server.ts";

/** Ways to say "one folder up" that some decoder somewhere has believed. */
const UPS = [
  ..."../ ..\\ %2e%2e/ .%2e/ %2e./ ..%2f %2e%2e%2f ..%5c %2e%2e%5c ..%255c %252e%252e%252f".split(
    " ",
  ),
  ..."..%c0%af %c0%ae%c0%ae/ ..%e0%80%af ..%u2215 %u002e%u002e/ ..;/ ....// ..%00/ ../%00".split(
    " ",
  ),
  ...".././ ./../ ..//../ .%00./ %2e%2e;/ ..%0d%0a/ ..%09/ ..%20/ %5c..%5c ..%ef%bc%8f".split(" "),
];
const TARGETS = ["etc/passwd", "proc/self/environ", "index.html", "other.log"];
const OTHERS = [
  ..."// /// //index.html /. /./ /.. /index.html/ /index.html/. /INDEX.HTML /index.html%00".split(
    " ",
  ),
  ..."/index.html%20 /index.html. /%69ndex.html /%2findex.html /index%2ehtml /% /%zz /%u0000".split(
    " ",
  ),
  ..."/;/ /;index.html /index.html;x /\\ /~ /.git/config /.log-sidecar/ /-".split(" "),
  ..."/live.js/.. /events/../../etc/passwd /index.html.1 //etc/passwd //evil.example/%2f..".split(
    " ",
  ),
];

it("knows nothing at any path but its own, however it is written", async () => {
  await using server = await startTestServer();
  const paths = [
    ...UPS.flatMap((up) => TARGETS.map((target) => `/${up.repeat(4)}${target}`)),
    ...UPS.map((up) => `/index.html/${up}index.html`),
    ...OTHERS,
  ];
  const answers = await Promise.all(
    paths.map(async (path) => {
      const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
      return [path, statusesOf(await sendRaw(server.port, request))];
    }),
  );
  expect(answers).toEqual(paths.map((path) => [path, [404]]));
});
