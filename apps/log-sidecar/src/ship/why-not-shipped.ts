import type { ShippingStatus } from "./status.ts";

/** What keeps shipping from its end, in one line; undefined when nothing is known to. */
export function whyNotShipped(
  status: Pick<ShippingStatus, "storage" | "hint" | "lagBytes" | "files"> | undefined,
): string | undefined {
  if (status === undefined) return undefined;
  const { storage, hint, lagBytes, files } = status;
  const left = lagBytes > 0 ? [`${lagBytes} bytes of ${files} files are not shipped`] : [];
  const why = storage === "ok" ? [] : [`the storage fails (${storage})`, ...(hint ? [hint] : [])];
  return [...left, ...why].join(", ") || undefined;
}
