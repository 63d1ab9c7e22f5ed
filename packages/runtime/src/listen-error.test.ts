import { expect, it } from "vitest";
import { ListenError } from "./listen-error.ts";

it.each([
  ["EADDRINUSE", /^Port 80 is in use: set PORT to another port, .* \(EADDRINUSE\)$/],
  ["EACCES", /^Port 80 needs more rights: set PORT to a port above 1023, .* \(EACCES\)$/],
  ["EADDRNOTAVAIL", /correct HOST \(EADDRNOTAVAIL\)$/],
  ["EPERM", /^Port 80 \(PORT\) cannot be listened on \(EPERM\)$/],
])("says which port, why and what to set: %s", (code, expected) => {
  const error = new ListenError(80, "PORT", Object.assign(new Error("listen"), { code }));
  expect(error.message).toMatch(expected);
  expect(error).toMatchObject({ code, port: 80 });
});
