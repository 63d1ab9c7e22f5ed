/**
 * What a promise comes to, or the signal's reason when that aborts first. What comes later is let go.
 *
 * @throws the signal's reason
 */
export async function untilSettled<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // Nobody looks at it any more when the signal has aborted: that must not end the process.
  promise.catch(() => {});
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
