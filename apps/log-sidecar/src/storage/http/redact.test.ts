import { describe, expect, it } from "vitest";
import { redact } from "./redact.ts";

const TOKEN = "s3cr3t+t0ken/with=signs&more~0123456789";

function base64At(shift: number): string {
  return Buffer.from(`${"x".repeat(shift)}${TOKEN} and more`).toString("base64");
}

/** What would give the token away, however it is written. */
function leaks(text: string): boolean {
  const decoded = [
    text,
    Buffer.from(text, "base64").toString("latin1"),
    Buffer.from(text, "hex").toString("latin1"),
  ];
  return decoded.some(
    (each) => each.includes(TOKEN.slice(0, 14)) || each.includes(TOKEN.slice(-14)),
  );
}

describe("redact", () => {
  it.each([
    ["as it is", TOKEN],
    ["in capital letters", TOKEN.toUpperCase()],
    ["in base64", Buffer.from(TOKEN).toString("base64")],
    ["in base64 for URLs", Buffer.from(TOKEN).toString("base64url")],
    ["in base64 behind one other character", base64At(1)],
    ["in base64 behind two others", base64At(2)],
    ["in base64 behind many others", base64At(31)],
    ["in hex", Buffer.from(TOKEN).toString("hex")],
    ["in a URL", encodeURIComponent(TOKEN)],
    ["in a URL, with small letters", encodeURIComponent(TOKEN).toLowerCase()],
    ["in a URL within a URL", encodeURIComponent(encodeURIComponent(TOKEN))],
    ["in HTML", TOKEN.replaceAll("&", "&amp;")],
    ["in JSON that escapes slashes", TOKEN.replaceAll("/", String.raw`\/`)],
    ["cut at its end", TOKEN.slice(0, 20)],
    ["cut at its beginning", TOKEN.slice(-20)],
    ["cut at both ends", TOKEN.slice(5, 30)],
  ])("takes out a secret %s", (_title, form) => {
    const redacted = redact(`you sent: ${form} and that is wrong`, [TOKEN]);
    expect(redacted).toMatch(/^you sent: .*\[redacted\].* wrong$/);
    expect(redacted).not.toContain(form);
    expect(leaks(redacted)).toBe(false);
  });

  it("takes out each of several, wherever they stand", () => {
    const others = ["another-secret-of-some-length", "pa$$w"];
    const text = `${TOKEN}${others[0]} pa$$w, ${TOKEN}`;
    const redacted = redact(text, [TOKEN, ...others]);
    expect(redacted.replaceAll("[redacted]", "")).toBe(" , ");
  });

  it("takes out a short one where it is a word, and leaves the words it is a part of", () => {
    expect(redact("password: cat; concatenate", ["cat"])).toBe("password: [redacted]; concatenate");
  });

  it("leaves a text without secrets as it is", () => {
    const text = "403: the bucket is not yours (AccessDenied)";
    expect(redact(text, [TOKEN, "", "x"])).toBe(text);
    expect(redact(text, [])).toBe(text);
  });

  it("takes a time that does not grow with the square of what it is given", () => {
    const startedMs = performance.now();
    const text = "abcdefghijklmnop".repeat(4_096);
    redact(text, [text.slice(0, 8_192), "abcdefghijklmnop".repeat(500), TOKEN]);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
