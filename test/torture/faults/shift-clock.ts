/**
 * Loaded before the program: at each SIGUSR2 the wall clock jumps, a day forward and then two days
 * back, as seen by the program. (What the kernel stamps files with is not ours.)
 */
const DAY_MS = 86_400_000;
const RealDate = Date;
let shiftMs = 0;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: unknown[]) =>
    args.length > 0 ? Reflect.construct(target, args) : new target(target.now() + shiftMs),
  get: (target, name) =>
    name === "now" ? () => target.now() + shiftMs : (Reflect.get(target, name) as unknown),
});
process.on("SIGUSR2", () => {
  shiftMs = shiftMs > 0 ? -DAY_MS : DAY_MS;
  process.stdout.write(`${JSON.stringify({ msg: "clock jumped", now: new Date() })}\n`);
});
