import { BlockList, isIP } from "node:net";

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

interface Target {
  /** In lower case, without brackets and the dot of a full name. */
  readonly host: string;
  readonly port: string;
}

/**
 * Whether NO_PROXY names where a URL leads. What it may hold, with commas or white space between, as
 * curl and Go have it: `*` for everything; a name, which is also that of all below it, with or without
 * a dot in front; `*.name` for those below it alone; an address, an IPv6 one perhaps in brackets; a
 * range of addresses such as `10.0.0.0/8` or `fd00::/8`; behind a name or an address, `:port`. Names
 * are not looked up: a range only holds for a URL with an address.
 */
export function isExcepted(url: URL, noProxy: string): boolean {
  const target = {
    host: toHost(url.hostname),
    port: url.port || (DEFAULT_PORTS[url.protocol] ?? ""),
  };
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => isNamedBy(target, entry.toLowerCase()));
}

function isNamedBy({ host, port }: Target, entry: string): boolean {
  const { name, port: wanted } = splitPort(entry);
  if (wanted !== "" && wanted !== port) return false;
  if (name === "*") return true;
  if (name.includes("/")) return isInRange(host, name);
  if (isIP(toHost(name)) !== 0) return isInRange(host, toHost(name));
  const suffix = toHost(name.replace(/^\*?\./, ""));
  if (suffix === "") return false;
  return host.endsWith(`.${suffix}`) || (host === suffix && !name.startsWith("*"));
}

/** An IPv6 address has a port only behind its brackets. */
function splitPort(entry: string): Target & { readonly name: string } {
  const [, bracketed, plain, portOfBracketed, portOfPlain] =
    /^(?:(\[[^\]]*\](?:\/\d+)?)|([^:]*))(?:(?<=\])(?::(\d+))|(?<!\])(?::(\d+)))?$/.exec(entry) ??
    [];
  const name = bracketed ?? plain ?? entry;
  return { name, host: name, port: portOfBracketed ?? portOfPlain ?? "" };
}

/** @param range an address, or `address/bits` */
function isInRange(host: string, range: string): boolean {
  const version = isIP(host);
  const [address = "", bits] = range.split("/");
  const network = toHost(address);
  const family = isIP(network);
  const most = family === 4 ? 32 : 128;
  const length = bits === undefined ? most : Number(bits);
  const isRange = family !== 0 && /^\d+$/.test(bits ?? "0") && length <= most;
  if (version === 0 || !isRange) return false;
  const list = new BlockList();
  list.addSubnet(network, length, family === 4 ? "ipv4" : "ipv6");
  return list.check(host, version === 4 ? "ipv4" : "ipv6");
}

function toHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/^(.+)\.$/, "$1");
}
