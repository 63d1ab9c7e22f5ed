import { describe, expect, it } from "vitest";
import { toStorageError } from "./answer-error.ts";

const MINUTE_MS = 60_000;

function answerOf(status: number, aheadMs?: number) {
  const date = aheadMs === undefined ? {} : { date: new Date(Date.now() - aheadMs).toUTCString() };
  return { status, headers: date, body: Buffer.from("words") };
}

describe("toStorageError", () => {
  it.each([
    [403, 60 * MINUTE_MS, /words \(this machine's clock is (3599|360\d) s ahead\)$/],
    [401, -60 * MINUTE_MS, /words \(this machine's clock is (3599|360\d) s behind\)$/],
  ])(
    "takes the clock for the reason of a %i when it is off by %i ms",
    (status, aheadMs, message) => {
      const error = toStorageError(answerOf(status, aheadMs), "PUT key", { reason: "Other" });
      expect(error).toMatchObject({ reason: "RequestTimeTooSkewed", code: "ERR_STORAGE_REFUSED" });
      expect(error.message).toMatch(message);
    },
  );

  it.each([
    ["a clock that is off by less than any service minds", 403, 4 * MINUTE_MS],
    ["an answer without a date", 403, undefined],
    ["an answer that refuses nobody", 404, 60 * MINUTE_MS],
    ["a server that is broken", 500, 60 * MINUTE_MS],
  ])("keeps the reason with %s", (_, status, aheadMs) => {
    const error = toStorageError(answerOf(status, aheadMs), "PUT key", { reason: "Other" });
    expect(error).toMatchObject({ reason: "Other", message: `${status}: PUT key: words` });
  });
});
