import { describe, expect, it } from "vitest";
import { type DavResource, MultistatusReader } from "./multistatus.ts";

function parseMultistatus(xml: string, pieceBytes = Infinity): readonly DavResource[] {
  const resources: DavResource[] = [];
  const reader = new MultistatusReader((resource) => resources.push(resource));
  const bytes = Buffer.from(xml);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    reader.write(bytes.subarray(at, Math.min(bytes.length, at + pieceBytes)));
  }
  reader.end();
  return resources;
}

const file = (href: string, sizeBytes = 0) => ({ href, isFolder: false, sizeBytes });
const folder = (href: string) => ({ href, isFolder: true, sizeBytes: 0 });

describe("MultistatusReader", () => {
  it.each<[string, string, unknown]>([
    [
      "Apache's form",
      `<?xml version="1.0" encoding="utf-8"?>
<D:multistatus xmlns:D="DAV:" xmlns:ns0="DAV:">
<D:response xmlns:lp1="DAV:" xmlns:lp2="http://apache.org/dav/props/">
<D:href>/x/</D:href><D:propstat><D:prop><lp1:resourcetype><D:collection/></lp1:resourcetype></D:prop>
<D:status>HTTP/1.1 200 OK</D:status></D:propstat>
<D:propstat><D:prop><g0:getcontentlength xmlns:g0="DAV:"/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>
<D:response><D:href>/x/a%2520b</D:href><D:propstat><D:prop><lp1:resourcetype xmlns:lp1="DAV:"/><lp1:getcontentlength xmlns:lp1="DAV:">12</lp1:getcontentlength></D:prop></D:propstat></D:response>
</D:multistatus>`,
      [folder("/x/"), file("/x/a%2520b", 12)],
    ],
    [
      "a default namespace and entities",
      `<multistatus xmlns='DAV:'><response><href> /a&amp;b&#x2B;&#43; </href></response></multistatus>`,
      [file("/a&b++")],
    ],
    [
      "the same words of another namespace",
      `<d:multistatus xmlns:d="DAV:" xmlns:o="urn:other"><d:response><d:href>/a</d:href><d:prop><d:resourcetype><o:collection/></d:resourcetype><o:getcontentlength>5</o:getcontentlength></d:prop></d:response></d:multistatus>`,
      [file("/a")],
    ],
    [
      "an href that is not the resource's own",
      `<multistatus xmlns="DAV:"><response><href>/a</href><prop><owner><href>/users/me</href></owner></prop></response></multistatus>`,
      [file("/a")],
    ],
    [
      "comments, CDATA and `>` in attributes",
      `<!DOCTYPE x><!-- <href>no</href> --><multistatus xmlns="DAV:" note="a>b/"><response><href><![CDATA[/a<b]]></href></response></multistatus>`,
      [file("/a<b")],
    ],
    ["nothing at all", `<multistatus xmlns="DAV:"/>`, []],
    [
      "characters of several bytes",
      `<multistatus xmlns="DAV:"><response><href>/ü/日本</href></response></multistatus>`,
      [file("/ü/日本")],
    ],
  ])("reads %s", (_title, xml, expected) => {
    expect(parseMultistatus(xml)).toEqual(expected);
    // However the answer is cut on its way, in the middle of a character, too.
    for (const pieceBytes of [1, 2, 3, 7]) {
      expect(parseMultistatus(xml, pieceBytes)).toEqual(expected);
    }
  });

  it("reads when a resource was written", () => {
    const xml = (text: string): string =>
      `<multistatus xmlns="DAV:"><response><href>/a</href><prop><getlastmodified>${text}</getlastmodified></prop></response></multistatus>`;
    const modifiedMs = Date.UTC(2026, 0, 2, 3, 4, 5);
    expect(parseMultistatus(xml("Fri, 02 Jan 2026 03:04:05 GMT"))).toEqual([
      { ...file("/a"), modifiedMs },
    ]);
    expect(parseMultistatus(xml("some time ago"))).toEqual([file("/a")]);
  });

  it.each([
    ["what is cut short", `<multistatus xmlns="DAV:"><response><href>/a</href></response>`],
    ["what is cut amidst a tag", `<multistatus xmlns="DAV:"><response><href>/a</hre`],
    ["a page for people", "<!doctype html><html><body>welcome</body></html>"],
    ["a response without a name", `<multistatus xmlns="DAV:"><response/></multistatus>`],
    ["nothing", ""],
    ["levels without end", "<multistatus xmlns='DAV:'>".repeat(100_000)],
    [
      "namespaces without end",
      `<a ${Array.from({ length: 100 }, (_, index) => `xmlns:n${index}="x"`).join(" ")}>`,
    ],
  ])("refuses %s", (_title, xml) => {
    expect(() => parseMultistatus(xml)).toThrow(SyntaxError);
  });

  it("takes a time that grows with the size alone", () => {
    const hostile = ["<", "<!--", '<a b="', "<a ", "<a>", "&#", `<a ${"xmlns:".repeat(1_300)}>`];
    const startedMs = performance.now();
    for (const each of hostile) {
      expect(() => parseMultistatus(each.repeat(400_000 / each.length))).toThrow(SyntaxError);
    }
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
