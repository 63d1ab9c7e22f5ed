import { expect, it } from "vitest";
import { adaptRequestLine } from "./request-line.ts";

const FIELDS = "\r\nHost: x\r\n\r\nGET / HTTP/1.2\r\n";

it.each([
  ["GET / HTTP/1.2", "GET / HTTP/1.1"],
  ["HEAD /index.html?a=b HTTP/1.9", "HEAD /index.html?a=b HTTP/1.1"],
  ["OPTIONS * HTTP/1.7", "OPTIONS * HTTP/1.1"],
  ["GET / RTSP/1.0", "GET / -----1.0"],
  ["OPTIONS * RTSP/2.0", "OPTIONS * -----2.0"],
  ["SOURCE / ICE/1.0", "SOURCE / ----1.0"],
])("takes %s as %s", (line, expected) => {
  expect(adaptRequestLine(Buffer.from(line + FIELDS)).toString()).toBe(expected + FIELDS);
});

it.each([
  "GET / HTTP/1.1",
  "GET / HTTP/1.0",
  "GET / HTTP/2.0",
  "GET / HTTP/12",
  "GET /?HTTP/1.2 HTTP/1.1",
  "GET /\u00e9 HTTP/1.2",
  "GET  / HTTP/1.2",
  "\0 / HTTP/1.2",
  "",
])("leaves %j alone", (line) => {
  const packet = Buffer.from(line + FIELDS, "latin1");
  expect(adaptRequestLine(packet)).toBe(packet);
});
