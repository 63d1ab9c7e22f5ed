/** Whether a token may go there: over TLS, or without leaving this machine. */
export function mayCarryToken({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
