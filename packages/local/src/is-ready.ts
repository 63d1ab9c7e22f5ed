/**
 * Whether the process with that ID says at its management port that it is ready. Another one may
 * answer there: a pair that runs already, while ours has not found out yet that its port is taken.
 */
export async function isReady(origin: string, pid: number | undefined): Promise<boolean> {
  try {
    const version: unknown = await (await fetch(`${origin}/version`)).json();
    const isOurs = typeof version === "object" && version !== null && "pid" in version;
    if (!isOurs || version.pid !== pid) return false;
    return (await fetch(`${origin}/readyz`)).ok;
  } catch {
    return false;
  }
}
