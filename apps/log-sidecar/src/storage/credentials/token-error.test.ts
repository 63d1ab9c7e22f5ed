import { expect, it } from "vitest";
import { StorageError } from "../storage.ts";
import { toTokenError } from "./token-error.ts";

const refused = { code: "ERR_STORAGE_REFUSED" };
const unavailable = { code: "ERR_STORAGE_UNAVAILABLE" };

it.each([
  ["no credentials", new Error("Could not load the default credentials"), refused],
  ["a 400 of Entra", Object.assign(new Error("no"), { statusCode: 400 }), refused],
  ["a 400 of Google", Object.assign(new Error("no"), { response: { status: 400 } }), refused],
  ["a 503", Object.assign(new Error("no"), { statusCode: 503 }), unavailable],
  ["a 429", Object.assign(new Error("no"), { response: { status: 429 } }), unavailable],
  ["no connection", Object.assign(new Error("no"), { code: "ECONNREFUSED" }), unavailable],
  [
    "no connection, further down",
    new Error("no", { cause: Object.assign(new Error("no"), { code: "ENOTFOUND" }) }),
    unavailable,
  ],
  ["no file", Object.assign(new Error("no"), { code: "ENOENT" }), refused],
  ["what is no error", "no", refused],
  ["our own", new StorageError("ERR_STORAGE_UNAVAILABLE", "no"), unavailable],
  ["a 404", new StorageError("ERR_STORAGE_NOT_FOUND", "no", { status: 404 }), refused],
])("takes %s for what it is", (_what, error, expected) => {
  expect(toTokenError(error)).toMatchObject(expected);
});

it("says no more than a log line may hold", () => {
  const { message } = toTokenError(new Error(`a\n b ${"c".repeat(1_000)}`));
  expect(message).toMatch(/^Expected a token, got a b c+$/);
  expect(message.length).toBeLessThan(400);
});
